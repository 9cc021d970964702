"""What a page of the inbox costs, counted in what a clock of a busy machine cannot blur: nodes of templates."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

from django.template.base import Node
from django.template.loader import render_to_string
from django.template.loader_tags import IncludeNode

from app.accounts.models import User
from app.cases.due import describe_due
from app.cases.models import Case
from app.cases.rows import Row

NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)
#: Each costs about 10 µs of processor time: 25 rows of 32 are 8 ms.
NODES_A_ROW, INCLUDES_A_ROW = 32, 2


def make_row(number: int) -> Row:
    return Row(
        id=f"00000000-0000-4000-8000-{number:012}",
        title="Answer the question",
        process="Question",
        case=Case(reference=f"Q-{number}", subject="About my pension", party_name="Joke", language="nl"),
        case_ref=f"Q-{number}",
        subject="About my pension",
        due=describe_due(datetime(2026, 6, number, 12, tzinfo=UTC), NOW, NOW),
        priority=50,
        bars=2,
        holder=User(username="anna") if number % 2 else None,
        is_mine=False,
        can_claim=not number % 2,
        created_at=NOW,
        follow_up_at=None,
    )


@contextmanager
def counted(kind: type[Node]) -> Iterator[list[Node]]:
    """The nodes of a kind that are rendered meanwhile."""
    seen: list[Node] = []
    render = Node.render_annotated

    def count(node: Node, context: object) -> object:
        if isinstance(node, kind):
            seen.append(node)
        return render(node, context)

    with mock.patch.object(Node, "render_annotated", count):
        yield seen


def count_a_row(kind: type[Node]) -> float:
    """How many more nodes ten more rows take, for each of them."""
    rows = [make_row(number) for number in range(1, 12)]
    render_to_string("inbox/results.html", {"rows": rows})  # what is kept is made
    with counted(kind) as few:
        render_to_string("inbox/results.html", {"rows": rows[:1]})
    with counted(kind) as many:
        render_to_string("inbox/results.html", {"rows": rows})
    return (len(many) - len(few)) / 10


def test_a_row_takes_few_template_nodes() -> None:
    assert 10 < count_a_row(Node) <= NODES_A_ROW


def test_a_row_includes_itself_and_its_due_date_and_nothing_else() -> None:
    assert count_a_row(IncludeNode) <= INCLUDES_A_ROW
