"""What the buttons of the decision editor do to the file, together with the fields that came with them."""

import re
from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from app.studio import decision_writing as writing
from app.studio.decision_page import Sheet
from app.studio.decision_tables import TYPES, Table
from app.studio.errors import FileRefused

ASKED = re.compile(r"([a-z-]+)(?::([io])?(\d{1,4})?)?")
MOST_PASTED = 300


def act(text: str, sheet: Sheet, fields: Mapping[str, str], told: QueryDict) -> tuple[str, str]:
    """The file with the fields written and the button's work done, and the anchor to see it at. Raises FileRefused."""
    table = sheet.table
    assert table is not None
    found = ASKED.fullmatch(told.get("act", "") or "save")
    if found is None:
        raise FileRefused(_("This button is not known."))
    word, kind, number = found.group(1), found.group(2) or "", int(found.group(3) or 0)
    if word == "grow":
        text = grow(text, table, number)
    text = writing.write_fields(text, table.place, fields)
    if word in ("save", "check", "grow"):
        return text, ""
    if kind or word == "variable":
        return act_on_column(text, table, word, kind, number, told), "#columns"
    return act_on_rule(text, sheet, table, word, number)


def grow(text: str, table: Table, by: int) -> str:
    """Rules below, for a block that was pasted over the end."""
    for _one in range(min(by, MOST_PASTED)):
        text = writing.add_rule(text, table.place)
    return text


def act_on_rule(text: str, sheet: Sheet, table: Table, word: str, number: int) -> tuple[str, str]:
    place = table.place
    match word:
        case "add":
            after = number or len(table.rows)
            return writing.add_rule(text, place, after), f"#rule-{after + 1}"
        case "copy":
            return writing.copy_rule(text, place, number), f"#rule-{number + 1}"
        case "up":
            return writing.move_rule(text, place, number, number - 1), f"#rule-{max(number - 1, 1)}"
        case "down":
            return writing.move_rule(text, place, number, number + 1), f"#rule-{number + 1}"
        case "remove":
            return writing.remove_rule(text, place, number), ""
        case "fill":
            return fill_gap(text, sheet, table, number)
    raise FileRefused(_("This button is not known."))


def fill_gap(text: str, sheet: Sheet, table: Table, number: int) -> tuple[str, str]:
    """A rule that asks exactly what no rule asks; what it answers is the owner's to say."""
    gaps = sheet.analysis.gaps if sheet.analysis else ()
    if not 1 <= number <= len(gaps):
        raise FileRefused(_("This gap is closed by now."))
    return writing.add_rule(text, table.place, tests=gaps[number - 1].tests), f"#rule-{len(table.rows) + 1}"


def act_on_column(text: str, table: Table, word: str, kind: str, number: int, told: QueryDict) -> str:
    place = table.place
    match word:
        case "add-column":
            return writing.add_column(text, place, kind)
        case "remove-column":
            return writing.remove_column(text, place, kind, number)
        case "left":
            return writing.move_column(text, place, kind, number, -1)
        case "right":
            return writing.move_column(text, place, kind, number, 1)
        case "variable":
            typed = told.get("variable-type", "")
            return writing.add_variable(
                text, place, told.get("variable-name", ""), typed if typed in TYPES else ""
            )
    raise FileRefused(_("This button is not known."))
