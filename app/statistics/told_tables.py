"""What authorities were told already, and whether a new table would betray with it what may not be told."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from app.statistics.certified_queries import QUERIES
from app.statistics.errors import CellBetrayed
from app.statistics.linked_tables import RELATED, Betrayed, ToldCell, ToldTable, find_betrayed
from app.statistics.models import AuthorityRequest, Output, RequestState, Snapshot, SnapshotCell
from app.statistics.suppression import Key
from app.statistics.tables import name_value, protect, weigh

LET_OUT = (RequestState.VALIDATED, RequestState.DELIVERED, RequestState.CLOSED)


def refuse_betrayal(row: AuthorityRequest) -> None:
    """Raises CellBetrayed naming the cell, when the request's table makes one computable that may not be told."""
    snapshot = row.snapshot
    if snapshot is None:
        return
    found = find_betrayed(read_table(snapshot, row.query), list(list_told(row)))
    if found is not None:
        raise CellBetrayed(tell_betrayed(found), cell=" × ".join(found.key), table=found.table.name)


def tell_betrayed(found: Betrayed) -> str:
    query = QUERIES[found.table.query]
    return _(
        "With the tables told before, the cell %(first)s × %(second)s of “%(table)s”, %(days)s (%(snapshot)s) could be"
        " computed. Choose another period or query."
    ) % {
        "first": name_value(found.key[0]),
        "second": name_value(found.key[1]),
        "table": query.title,
        "days": f"{found.table.first_day} – {found.table.last_day}",
        "snapshot": found.table.name,
    }


def list_told(row: AuthorityRequest) -> Iterator[ToldTable]:
    """Of the same figures or their margin, newest first: what left, also when it was corrected later."""
    queries = {row.query, RELATED.get(row.query, row.query)}
    outputs = Output.objects.filter(query__in=queries).select_related("snapshot", "request").defer("content")
    corrected = set(outputs.filter(corrections__isnull=False).values_list("pk", flat=True))
    for output in outputs.order_by("-produced_at", "-number"):
        if output.pk in corrected or has_left(output):
            yield read_table(output.snapshot, output.query)


def has_left(output: Output) -> bool:
    """Whether it is what its request was answered with; one that was refused was followed by another."""
    request = output.request
    answer = (request.snapshot_id, request.query)
    return request.state in LET_OUT and (output.snapshot_id, output.query) == answer


def read_table(snapshot: Snapshot, query: str) -> ToldTable:
    """The table of a snapshot as it is told: a snapshot never changes, nor what it hides."""
    full, hidden = protect(snapshot, query)
    cells: dict[Key, ToldCell] = {
        key: make_cell(cell, is_hidden=key in hidden, has_amount=QUERIES[query].has_amount)
        for key, cell in full.items()
    }
    return ToldTable(str(snapshot), query, snapshot.first_day, snapshot.last_day, cells)


def make_cell(cell: SnapshotCell | None, *, is_hidden: bool, has_amount: bool) -> ToldCell:
    cents = int(((cell.amount if cell else None) or 0) * 100) if has_amount else None
    return ToldCell(cell.number if cell else 0, cents, is_hidden, weigh(cell).is_sensitive)
