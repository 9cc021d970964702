"""Counts and times what is sent to the database inside a block."""

from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any, Self

from django.db import connection


class Statements:
    """`trips` to the database, `statements` sent with them (BEGIN and COMMIT apart), `seconds` until the answers."""

    def __init__(self) -> None:
        self.trips = self.statements = 0
        self.seconds = 0.0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(connection.execute_wrapper(self._count))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += perf_counter() - begun
            self.trips += 1
            self.statements += sum(1 for part in sql.split(";\n") if part.strip(" ;\n"))
