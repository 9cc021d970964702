"""Whose files are hidden from whoever reads a page, and the manager that leaves them out of everything it lists.

One place decides for all lists, searches, counts and exports: `hiding` says for a page whose files its reader may not
see, and every model that tells of a person reads through `Hiding`. Work without a reader (workers, commands, what a
page writes) sees everything: what a process does for a person must not depend on who happened to start it. Foreign
keys are followed by Django's base manager and stay whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=models.Model)
Find = Callable[[], frozenset[int]]
#: The references of hidden people's cases; the table is named because cases stand above this module.
CASES = "SELECT reference FROM cases_case WHERE party_id = ANY(%s)"
_reader: ContextVar["Reader | None"] = ContextVar("reader", default=None)
_asker: ContextVar["Reader | None"] = ContextVar("asker", default=None)


class Reader:
    """Who reads: asked whose files are hidden at the first list, and once."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._parties: frozenset[int] | None = None

    @property
    def parties(self) -> frozenset[int]:
        if self._parties is None:
            self._parties = self._find()
        return self._parties


@contextmanager
def hiding(reader: Reader | None) -> Iterator[None]:
    """What is read meanwhile leaves out the files hidden from the reader; for nobody, everything is read."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


@contextmanager
def asking(asker: Reader | None) -> Iterator[None]:
    """Meanwhile this person's form is read."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


@contextmanager
def as_asked() -> Iterator[None]:
    """What a form names is looked up under the veil of who sent it, though what the page writes is not veiled: a
    reference typed by hand opens no file that an address would not."""
    with hiding(_reader.get() or _asker.get()):
        yield


def read_on_as(reader: Reader) -> None:
    """From here on this reader's veil counts, until the surrounding `hiding` ends."""
    _reader.set(reader)


def list_hidden() -> frozenset[int]:
    """The keys of the parties hidden from whoever reads now."""
    reader = _reader.get()
    return reader.parties if reader is not None else frozenset()


def of_cases(parties: frozenset[int], field: str = "case_ref") -> Q:
    """Rows whose `field` names a case of one of these parties."""
    return Q(**{f"{field}__in": RawSQL(CASES, (sorted(parties),))})  # noqa: S611 – our own constant


class Hiding(models.Manager[M]):
    """Leaves out rows whose `paths` lead to a hidden party, or whose `case` names a case of one."""

    paths: tuple[str, ...] = ()
    case: str = ""

    def get_queryset(self) -> models.QuerySet[M]:
        rows, hidden = super().get_queryset(), list_hidden()
        if not hidden:
            return rows
        for path in self.paths:
            rows = rows.exclude(**{f"{path}__in": hidden})
        return rows.exclude(of_cases(hidden, self.case)) if self.case else rows


def hide_by(*paths: str, case: str = "") -> Any:
    """The manager of a model. A class of its own, for Django makes the managers of relations from it, without words."""
    return type("Hiding", (Hiding,), {"paths": paths, "case": case})()
