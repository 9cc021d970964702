"""The results of a round: rate of response, mean and spread by theme, for the whole, by life event and by team.

Told of counted rounds only, and each round by itself: two looks at a growing or overlapping sum would tell what a
single person answered in between. A figure that rests on fewer people than `suppression.MINIMUM` is not told, nor
another from which it could be worked out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from app.statistics.suppression import MINIMUM, Key, Weight, find_hidden
from app.surveys.models import Answer, Cell, Mark, Round
from app.surveys.questionnaire import questionnaire

TENTH, WHOLE = Decimal("0.1"), Decimal(1)
#: The column over all themes.
OVERALL = ""
#: The line over all groups.
TOTAL: Key = ("", "")
Marks = Counter[int]


@dataclass(frozen=True)
class Figure:
    """Mean and standard deviation of marks from 1 to 5, to a tenth; None when they are not told."""

    mean: Decimal | None = None
    spread: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A group by its key; `invited`, `answers` and `rate` (percent) are None when they are not told. `figures` are the
    overall one, then one a theme in the order of the questionnaire."""

    key: str
    invited: int | None
    answers: int | None
    rate: Decimal | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    total: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Counts:
    """By group: how many were invited and answered; by group and theme: the marks, and how many people gave one."""

    invited: Mapping[str, int]
    answers: Mapping[str, int]
    marks: Mapping[tuple[str, str], Marks]
    people: Mapping[tuple[str, str], int]

    def list_groups(self) -> list[str]:
        return sorted(set(self.invited) | set(self.answers))


def build_table(row: Round, field: str) -> Table:
    """By `field`, life_event or team."""
    counts = read_counts(row, field)
    groups = counts.list_groups()
    columns = (OVERALL, *questionnaire().themes)
    unseen = hide(counts.answers, groups)
    hidden = {
        theme: unseen | hide({one: counts.people.get((one, theme), 0) for one in groups}, groups)
        for theme in columns
    }
    lines = [make_line(counts, [one], one, is_hidden=key_of(one) in unseen, hidden=hidden) for one in groups]
    total = make_line(counts, groups, "", is_hidden=TOTAL in unseen, hidden=hidden)
    return Table(total, tuple(lines))


def key_of(group: str) -> Key:
    """The total has an empty key, and so has a group without a name: they must not be one cell."""
    return (f"={group}", "")


def hide(people: Mapping[str, int], groups: Iterable[str]) -> frozenset[Key]:
    """The cells of a column that are not told, the total among them."""
    cells = {key_of(one): Weight(people.get(one, 0)) for one in groups}
    return find_hidden({**cells, TOTAL: Weight(sum(one.persons for one in cells.values()))})


def make_line(
    counts: Counts,
    groups: list[str],
    key: str,
    *,
    is_hidden: bool,
    hidden: Mapping[str, frozenset[Key]],
) -> Line:
    cell = key_of(key) if groups == [key] else TOTAL
    figures = tuple(
        Figure() if cell in unseen else weigh(sum((counts.marks[(one, theme)] for one in groups), Marks()))
        for theme, unseen in hidden.items()
    )
    if is_hidden:
        return Line(key, None, None, None, figures)
    invited = sum(counts.invited.get(one, 0) for one in groups)
    answers = sum(counts.answers.get(one, 0) for one in groups)
    return Line(key, invited, answers, find_rate(answers, invited), figures)


def find_rate(answers: int, invited: int) -> Decimal | None:
    """Percent, whole."""
    return (Decimal(100 * answers) / invited).quantize(WHOLE, ROUND_HALF_UP) if invited else None


def weigh(marks: Marks) -> Figure:
    """Mean and standard deviation of the whole (divided by n: everybody who answered is counted, nobody sampled)."""
    count = sum(marks.values())
    if not count:
        return Figure()
    mean = Decimal(sum(value * times for value, times in marks.items())) / count
    squares = sum((times * (value - mean) ** 2 for value, times in marks.items()), Decimal(0))
    return Figure(round_tenth(mean), round_tenth((squares / count).sqrt()))


def round_tenth(figure: Decimal) -> Decimal:
    return figure.quantize(TENTH, ROUND_HALF_UP)


def read_counts(row: Round, field: str) -> Counts:
    marks, people = read_marks(row, field), read_people(row, field)
    invited = Cell.objects.filter(round=row).values_list(field).annotate(Sum("invited")).order_by()
    answers = Answer.objects.filter(round=row).values_list(field).annotate(Count("pk")).order_by()
    return Counts(dict(invited), dict(answers), marks, people)


def read_marks(row: Round, field: str) -> Mapping[tuple[str, str], Marks]:
    found: dict[tuple[str, str], Marks] = defaultdict(Marks)
    rows = Mark.objects.filter(answer__round=row).values_list(f"answer__{field}", "theme", "value")
    for group, theme, value, times in rows.annotate(Count("pk")).order_by():
        found[(group, theme)][value] += times
        found[(group, OVERALL)][value] += times
    return found


def read_people(row: Round, field: str) -> Mapping[tuple[str, str], int]:
    """How many gave a mark, by theme and for any."""
    rows = Mark.objects.filter(answer__round=row).values_list(f"answer__{field}")
    by_theme = rows.values_list(f"answer__{field}", "theme").annotate(Count("pk")).order_by()
    found = {(group, theme): count for group, theme, count in by_theme}
    anyhow = rows.annotate(Count("answer", distinct=True)).order_by()
    return {**found, **{(group, OVERALL): count for group, count in anyhow}}


def is_told(row: Round) -> bool:
    """Whether enough people answered for anything to be told."""
    return row.closed_at is not None and row.answers.count() >= MINIMUM
