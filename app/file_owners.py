"""Whose file a page shows: for every address with the key of something personal, the parties behind it, and which
process opened the case it belongs to.

`OWNERS` says it for each page that takes one; a test fails when an address with a key is neither here nor in
`tests/app/url_matrix.yaml` as belonging to nobody. Read whoever asks: this is what the guard of files decides by.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from app.accounts.hiding import Hidden
from app.cases.models import Case
from app.correspondence.models import Contact, IncomingMail, Letter
from app.documents.models import Document
from app.exchanges.models import PREFIX, Arrival, Transmission
from app.ledger.bank_models import BankTransaction, DirectDebitMandate
from app.ledger.payment_models import Refund
from app.ledger.receivable_models import Receivable
from app.people.models import Party, Suspicion
from app.people.read_models import FileRead
from app.recovery.models import JudicialFile, Mandate
from app.recovery.obstacle_models import DebtorEvent
from app.surveys.models import Remark
from app.transfers.models import Handover
from workflows.models import HumanTask, Incident, Job, ProcessInstance, Timer

Keys = Mapping[str, Any]
#: Keys of parties, and of the process that opened a case.
Owners = Iterator[int | str | None]
Find = Callable[[Keys], Owners]


def all_of(model: type[Model]) -> QuerySet[Any]:
    """Every row, whoever reads."""
    return model._base_manager.all()


def of_party(keys: Keys) -> Owners:
    """The party of a reference, and the one it was merged into."""
    for found in (
        all_of(Party).filter(reference=str(keys["reference"]).upper()).values_list("pk", "merged_into")
    ):
        yield from found


def of_case(keys: Keys) -> Owners:
    yield from of_reference(str(keys["reference"]))


def of_reference(case_ref: str) -> Owners:
    if case_ref:
        yield from tell_cases(all_of(Case).filter(reference=case_ref))


def tell_cases(cases: QuerySet[Any]) -> Owners:
    for party, process in cases.values_list("party_id", "process"):
        yield party
        yield process


def of_row(model: type[Model], key: str, *fields: str) -> Find:
    """The parties that the row named by the page's argument `key` leads to; `case_ref` leads to its case's."""

    def find(keys: Keys) -> Owners:
        for found in all_of(model).filter(pk=keys[key]).values_list(*fields):
            for field, value in zip(fields, found, strict=True):
                yield from of_reference(value or "") if field.endswith("case_ref") else iter([value])

    return find


def of_number(model: type[Model], key: str, prefix: str, *fields: str) -> Find:
    """`TX0000012` is the row 12; anything else names nothing."""

    def find(keys: Keys) -> Owners:
        number = str(keys[key]).upper().removeprefix(prefix)
        if number.isascii() and number.isdecimal() and len(number) < 18:
            yield from of_row(model, "pk", *fields)({"pk": int(number)})

    return find


def of_task(keys: Keys) -> Owners:
    """In one statement: it is asked for each page of the inbox."""
    cases = all_of(HumanTask).filter(pk=keys["task_id"]).exclude(case_ref="").values("case_ref")
    yield from tell_cases(all_of(Case).filter(reference__in=cases))


TASK = of_task
LETTER = of_row(Letter, "letter_id", "party_id", "case_ref")
CONTACT = of_row(Contact, "contact_id", "party_id", "case_ref")
MAIL = of_row(IncomingMail, "mail_id", "contact__party_id", "contact__case_ref")
ARRIVAL = of_row(Arrival, "arrival_id", "party_id", "case_ref")
RECEIVABLE = of_number(Receivable, "reference", "R", "party_id")
TRANSMISSION = of_number(Transmission, "ref", PREFIX, "party_id", "case_ref")
JUDICIAL = of_row(JudicialFile, "file_id", "debtor_id")
REFUND = of_row(Refund, "row", "party_id")
INCIDENT = of_row(Incident, "incident_id", "instance__case_ref")
OWNERS: dict[str, Find] = {
    **{
        f"inbox:{page}": TASK
        for page in (
            "task",
            "questions",
            "draft",
            "claim",
            "release",
            "put_aside",
            "assign",
            "ask",
            "answer",
            "take_back",
            "undo",
            "cancel",
        )
    },
    "inbox:add": of_case,
    **{
        f"cases:{page}": of_case
        for page in (
            "case",
            "letter",
            "documents",
            "position",
            "arrival",
            "pause",
            "resume",
            "extend",
            "go_on",
            "withdraw",
            "relate",
            "unrelate",
        )
    },
    **{f"teamwork:{page}": of_case for page in ("write", "change", "pin", "watch")},
    **{f"people:{page}": of_party for page in ("party", "reveal", "change", "merge", "add", "end")},
    "people:dismiss": of_row(Suspicion, "row", "first_id", "second_id"),
    "people:tell_purpose": of_row(FileRead, "key", "party_id"),
    **{f"affiliation:{page}": of_party for page in ("add", "act", "quarter")},
    **{
        f"correspondence:{page}": LETTER
        for page in ("letter", "pdf", "preview", "reword", "approve", "send", "return")
    },
    "correspondence:delay": of_case,
    "correspondence:contact": CONTACT,
    "correspondence:open_case": CONTACT,
    "correspondence:message": MAIL,
    "correspondence:aside": MAIL,
    **{
        f"correspondence:{page}": of_row(Document, "document_id", "party_id", "case_ref")
        for page in ("document", "look", "view")
    },
    "correspondence:file": of_party,
    "surveys:judge": of_row(Remark, "remark_id", "party_id"),
    "exchanges:arrival": ARRIVAL,
    "exchanges:aside": ARRIVAL,
    "exchanges:register": of_party,
    "exchanges:pension_on_paper": of_party,
    "paper": of_party,
    **{f"exchanges:{page}": TRANSMISSION for page in ("transmission", "answer", "correct", "give_up")},
    "transfers:download": of_row(Handover, "handover_id", "party_id"),
    "bank:movement": of_row(BankTransaction, "row", "party_id"),
    "bank:mandate": of_row(DirectDebitMandate, "row", "party_id"),
    "ledger:decide_refund": REFUND,
    "ledger:order_refund": REFUND,
    **{f"ledger:{page}": RECEIVABLE for page in ("receivable", "write_off", "remission")},
    "ledger:statement": of_party,
    "ledger:statement_csv": of_party,
    **{f"recovery:{page}": JUDICIAL for page in ("file", "mandate", "bundle")},
    "recovery:news": of_row(Mandate, "mandate_id", "file__debtor_id", "claim__event__party_id"),
    "recovery:end_event": of_row(DebtorEvent, "row", "party_id"),
    "recovery:event": of_party,
    "recovery:ladder": of_case,
    "supervision:incident": INCIDENT,
    "supervision:timer": of_row(Timer, "timer_id", "instance__case_ref"),
    "supervision:job": of_row(Job, "job_id", "instance__case_ref"),
    **{
        f"supervision:{page}": of_row(ProcessInstance, "instance_id", "case_ref")
        for page in ("run", "pause", "move", "verify")
    },
    "supervision:reveal": INCIDENT,
    "confidentiality:mark": of_party,
}

#: Nobody's file yet: a case that will be confidential is begun by those alone who may read it.
BEGINNING = frozenset({"cases:start", "cases:questions"})


def list_owners(page: str, keys: Keys) -> frozenset[int]:
    """The parties whose file a page shows; none for a page of nobody's."""
    return find_behind(page, keys).parties


def find_behind(page: str, keys: Keys) -> Hidden:
    """Whose file and whose process's case a page shows: what a reader from whom one of these is hidden does not get."""
    if page in BEGINNING:
        return Hidden(processes=frozenset({str(keys["process"])}))
    find = OWNERS.get(page)
    found = set(find(keys)) if find else set()
    return Hidden(
        frozenset(one for one in found if isinstance(one, int)),
        frozenset(one for one in found if isinstance(one, str)),
    )
