"""Which statements of a piece of work read a large table from end to end: the plan of each, by EXPLAIN."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

#: A table of more rows than that is large: below, reading it whole may well be the cheapest.
LARGE = 10_000
EXPLAINED = ("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")
Statement = tuple[str, Any]


def list_scans(act: Callable[[], object]) -> tuple[int, list[str]]:
    """How many statements of `act` were explained, and the sequential scans of large tables among them.

    What `act` does is taken back. Statistics must be fresh.
    """
    large = read_large()
    statements: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(EXPLAINED):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(keep):
            act()
        scans = [found for one in statements for found in find_scans(one, large)]
        transaction.set_rollback(True)
    return len(statements), sorted(set(scans))


def read_large() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND reltuples > %s", [LARGE])
        return {row[0] for row in cursor.fetchall()}


def find_scans(statement: Statement, large: set[str]) -> Iterator[str]:
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (plans,) = cursor.fetchone()
    for node in walk(plans[0]["Plan"]):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large:
            yield f"{node['Relation Name']} in {' '.join(sql.split())[:120]}"


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)
