"""What is hidden from whoever reads a page, and the manager that leaves it out of everything it lists.

One place decides for all lists, searches, counts and exports: `hiding` says for a page whose files its reader may not
see, and of which confidential processes no case; every model that tells of a person reads through `Hiding`. Work
without a reader (workers, commands, what a page writes) sees everything: what a process does for a person must not
depend on who happened to start it. Foreign keys are followed by Django's base manager and stay whole.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)
_reader: ContextVar["Reader | None"] = ContextVar("reader", default=None)
_asker: ContextVar["Reader | None"] = ContextVar("asker", default=None)


@dataclass(frozen=True)
class Hidden:
    """Keys of parties whose files are hidden, and of processes whose cases are; false where neither is.

    `kinds`: of confidential data, for what tells it outside of cases.
    """

    parties: frozenset[int] = frozenset()
    processes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.parties or self.processes)

    def narrow_cases(self) -> Q:
        """The hidden ones, among cases."""
        return Q(party__in=sorted(self.parties)) | Q(process__in=sorted(self.processes))

    def as_values(self) -> dict[str, Any]:
        """For statements written as SQL, see `UNHIDDEN`."""
        return {"hidden_parties": sorted(self.parties), "hidden_processes": sorted(self.processes)}


NOTHING = Hidden()


def join(several: Iterable[Hidden]) -> Hidden:
    """What is hidden from anybody: for what several people are told together."""
    found = NOTHING
    for one in several:
        found = Hidden(found.parties | one.parties, found.processes | one.processes, found.kinds | one.kinds)
    return found


# The table is named because cases stand above this module.
NAMES_HIDDEN = """EXISTS (SELECT FROM cases_case hidden_case WHERE hidden_case.reference = {reference}
    AND (hidden_case.party_id = ANY({parties}) OR hidden_case.process = ANY({processes})))"""
#: For statements written as SQL: the rows of {row} that name no hidden case. With the values of `Hidden.as_values`.
UNHIDDEN = "NOT " + NAMES_HIDDEN.format(
    reference="{row}.case_ref", parties="%(hidden_parties)s", processes="%(hidden_processes)s"
)
Find = Callable[[], Hidden]
#: The rows of a model that tell of the hidden kinds by themselves; None where there are none.
Narrow = Callable[[Hidden], Q | None]


class Reader:
    """Who reads: asked what is hidden at the first list, and once."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._hidden: Hidden | None = None

    @property
    def hidden(self) -> Hidden:
        if self._hidden is None:
            self._hidden = self._find()
        return self._hidden


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


def list_hidden() -> Hidden:
    """What is hidden from whoever reads now."""
    reader = _reader.get()
    return reader.hidden if reader is not None else NOTHING


@models.TextField.register_lookup
class NamesHidden(models.Lookup):
    """`case_ref__names_hidden=hidden`: whether the column names a case that is hidden."""

    lookup_name = "names_hidden"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        reference, values = self.process_lhs(compiler, connection)
        statement = NAMES_HIDDEN.format(reference=reference, parties="%s", processes="%s")
        hidden: Hidden = self.rhs
        return statement, [*values, sorted(hidden.parties), sorted(hidden.processes)]


def of_cases(hidden: Hidden, field: str = "case_ref") -> Q:
    """Rows whose `field` names a hidden case.

    Each row looks its case up: there are a few hidden people, but of a process as many cases as years have brought,
    and a list shows fifty rows.
    """
    return Q(**{f"{field}__names_hidden": hidden})


class Hiding(models.Manager[M]):
    """Leaves out rows whose `paths` lead to a hidden party, whose `case` names a hidden case, whose `process` is a
    hidden one, or that `besides` says are confidential by themselves."""

    paths: tuple[str, ...] = ()
    case: str = ""
    process: str = ""
    besides: Narrow | None = None

    def get_queryset(self) -> models.QuerySet[M]:
        rows, hidden = super().get_queryset(), list_hidden()
        if hidden.parties:
            for path in self.paths:
                rows = rows.exclude(**{f"{path}__in": hidden.parties})
        if hidden.processes and self.process:
            rows = rows.exclude(**{f"{self.process}__in": hidden.processes})
        more = self.besides(hidden) if self.besides and hidden.kinds else None
        if more is not None:
            rows = rows.exclude(more)
        return rows.exclude(of_cases(hidden, self.case)) if hidden and self.case else rows


def hide_by(*paths: str, case: str = "", process: str = "", besides: Narrow | None = None) -> Any:
    """The manager of a model. A class of its own, for Django makes the managers of relations from it, without words."""
    told = {"paths": paths, "case": case, "process": process, "besides": besides and staticmethod(besides)}
    return type("Hiding", (Hiding,), told)()
