"""The rows of the board's table as markup.

Written here and not in a template: a table by step has thousands of cells, and Django's templates take longer over each
than the database over all of them. Everything that is not ours is escaped.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from app.addresses import find_address
from app.board.lines import Cell, Line
from app.template_parts import icon, moment

Labels = dict[str, str]


def draw_lines(lines: Iterable[Line], list_url: str) -> SafeString:
    """A `tr` for each line: its title with a bar, a number for each condition, all, and the first to run out."""
    labels = {
        "all": escape(_("All")),
        "first": escape(_("First to run out")),
        "waits": f"{icon('clock')}{escape(_('Where its cases wait'))}",
        "colon": escape(_(": ")),
    }
    return mark_safe("".join(draw_line(line, list_url, labels) for line in lines))  # noqa: S308 – escaped below


def draw_line(line: Line, list_url: str, labels: Labels) -> str:
    query, first = escape(line.query), line.tally.earliest
    title = f'<a class="row-link" href="{list_url}?{query}">{escape(line.title)}</a>{draw_bar(line)}'
    cells = "".join(draw_cell(cell, list_url, labels) for cell in line.cells)
    whole = draw_number(line.tally.open, "link", f"{list_url}?{query}")
    return (
        f'<tr><td class="task-cell">{title}</td>{cells}'
        f'<td class="number" data-label="{labels["all"]}">{whole}</td>'
        f'<td class="nowrap" data-label="{labels["first"]}">{escape(moment(first)) if first else "–"}</td>'
        f"{draw_way_on(line, labels) if line.process else ''}</tr>\n"
    )


def draw_way_on(line: Line, labels: Labels) -> str:
    """To the diagram of the line's process, which tells where its cases wait."""
    address, title = find_address("studio:figures", line.process), escape(line.title)
    return (
        f'<td class="number"><a class="btn small-btn quiet" href="{escape(address)}?show=took">{labels["waits"]}'
        f'<span class="hidden-text">{labels["colon"]}{title}</span></a></td>'
    )


def draw_bar(line: Line) -> str:
    parts = "".join(
        f'<rect class="{tone}" x="{place}" width="{length}" height="6"/>' for tone, place, length in line.bar
    )
    return (
        f'<svg class="stack" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'
    )


def draw_cell(cell: Cell, list_url: str, labels: Labels) -> str:
    name = labels.get(cell.condition) or labels.setdefault(cell.condition, escape(str(cell.name)))
    number = draw_number(cell.count, f"link {cell.tone}", f"{list_url}?{escape(cell.query)}")
    return f'<td class="number" data-label="{name}">{number}</td>'


def draw_number(number: int, look: str, address: str) -> str:
    """`address` is escaped."""
    return f'<a class="{look}" href="{address}">{number}</a>' if number else '<span class="muted">0</span>'
