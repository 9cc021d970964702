"""What the processes of the tax certificates (P31) may ask."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.cases.models import Case
from app.people.models import Party
from app.people.queries import find_party
from app.years import certificates
from app.years.certificate_models import Certificate, CertificateKind
from app.years.certificate_sums import list_movements
from app.years.errors import SecondPersonNeeded
from workflows import api
from workflows.actors import Actor
from workflows.clock import BRUSSELS
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

BY = api.system("certificates")
TURN, LIMIT = 20.0, timedelta(seconds=300)


@dataclass(frozen=True)
class PreparedRun:
    """`certified` and `benefits` in EUR; `agrees`: the certificates are what the books say, to the cent. `difference`
    names what is not, as told / booked."""

    run: int
    count: int
    checksum: str
    agrees: bool
    certified: Decimal
    benefits: Decimal
    difference: str


@dataclass(frozen=True)
class ApprovedRun:
    same_person: bool


@dataclass(frozen=True)
class MadeCertificates:
    """Letters still to make, and those that failed."""

    waiting: int
    failed: int


@dataclass(frozen=True)
class ToldTax:
    """Parts sent, and certificates of parties without a national or enterprise number, who cannot be told."""

    parts: int
    without_number: int


@dataclass(frozen=True)
class RunStanding:
    state: str


@dataclass(frozen=True)
class RecheckedCertificate:
    """What stands beside what the books say now, EUR. `number` is empty when none was made."""

    differs: bool
    number: str
    certified: Decimal
    paid: Decimal
    paid_back: Decimal
    other: Decimal
    amount: Decimal
    movements: list[dict[str, Any]]


@dataclass(frozen=True)
class CorrectedCertificate:
    """`part` is T8's content for the one certificate."""

    number: str
    failed: str
    payload: dict[str, Any]


@operation("years.prepare_certificates", queue=Queue.BULK, timeout=LIMIT)
def prepare_certificates(call: Call, *, year: int) -> PreparedRun:
    """Freeze the certificates of a year and prove them by the books. Refuses with YEAR_NOT_OVER."""
    if year >= call.now.astimezone(BRUSSELS).year:
        raise BusinessError("YEAR_NOT_OVER", f"The year {year} is not over.", year=year)
    run = certificates.prepare_run(year, by=find_opener(call), now=call.now, case_ref=call.case_ref)
    if run.case_ref != call.case_ref:
        raise BusinessError("YEAR_CERTIFIED", f"The year {year} is certified by {run.case_ref}.", year=year)
    found = run.reconciliation
    return PreparedRun(
        run=run.pk,
        count=run.count,
        checksum=run.checksum,
        agrees=bool(found["agrees"]),
        certified=Decimal(found["certified"]),
        benefits=Decimal(found["benefits"]),
        difference=write_difference(found["lines"]),
    )


def write_difference(lines: dict[str, dict[str, str]]) -> str:
    wrong = {name: one for name, one in lines.items() if one["told"] != one["booked"]}
    return "\n".join(f"{name}: {one['told']} / {one['booked']}" for name, one in wrong.items())


@operation("years.approve_certificates")
def approve_certificates(call: Call, *, run: int, checksum: str, approval: str) -> ApprovedRun:
    """Let the run go on the word of whoever did the task `approval`; never of the one who prepared it."""
    by = read_actor(api.find_performer(call.case_ref, approval, otherwise=str(BY)))
    try:
        certificates.approve_run(run, checksum=checksum, by=by, now=call.now)
    except SecondPersonNeeded:
        return ApprovedRun(same_person=True)
    return ApprovedRun(same_person=False)


@operation("years.make_certificates", queue=Queue.LETTERS, timeout=LIMIT)
def make_certificates(call: Call, *, run: int) -> MadeCertificates:
    """Make letters for one turn."""
    waiting = certificates.make_letters(run, now=call.now, seconds=TURN)
    failed = Certificate.objects.filter(run=run, letter=None).exclude(error="").count()
    return MadeCertificates(waiting, failed)


@operation("years.retry_certificates")
def retry_certificates(call: Call, *, run: int) -> MadeCertificates:  # noqa: ARG001  the shape of an operation
    """Put the letters that failed back among those that wait."""
    return MadeCertificates(certificates.retry_failed(run), 0)


@operation("years.tell_certificates", queue=Queue.BULK, timeout=LIMIT)
def tell_certificates(call: Call, *, run: int) -> ToldTax:
    """T8: tell the tax administration all certificates of the run, in parts of 1,000."""
    on = call.now.astimezone(BRUSSELS).date()
    parts = certificates.tell_tax(run, on=on, by="system:process", now=call.now)
    return ToldTax(parts, certificates.list_untold(run, numbered=False).count())


@operation("years.finish_certificates")
def finish_certificates(call: Call, *, run: int) -> RunStanding:
    return RunStanding(str(certificates.finish_run(run, now=call.now).state))


@operation("years.cancel_certificates")
def cancel_certificates(call: Call, *, run: int) -> RunStanding:
    """Cancel the run; letters that were made stay."""
    return RunStanding(str(certificates.cancel_run(run, now=call.now).state))


@operation("years.recheck_certificate")
def recheck_certificate(_call: Call, *, party_ref: str, year: int, kind: str) -> RecheckedCertificate:
    """What a party's certificate says beside what the books say now."""
    party = find_party(party_ref)
    found = certificates.recheck(party, year, read_kind(kind))
    one, told = found.certificate, found.told
    return RecheckedCertificate(
        differs=found.differs,
        number=one.ref if one else "",
        certified=one.amount if one else Decimal("0.00"),
        paid=told.paid,
        paid_back=told.paid_back,
        other=told.other,
        amount=told.amount,
        movements=list_movements(party, year, kind),
    )


@operation("years.correct_certificate", queue=Queue.LETTERS, timeout=LIMIT)
def correct_certificate(call: Call, *, party_ref: str, year: int, kind: str) -> CorrectedCertificate:
    """Make the certificate that replaces the one that stands, with its letter; once for the case."""
    party: Party = find_party(party_ref)
    made = certificates.correct(party, year, read_kind(kind), case_ref=call.case_ref, now=call.now)
    payload = {"year": year, "part": 1, "certificates": [certificates.describe_told(made)]}
    return CorrectedCertificate(made.ref, made.error, payload)


def read_kind(kind: str) -> str:
    if kind not in CertificateKind.values:
        known = ", ".join(CertificateKind.values)
        raise BusinessError("KIND_UNKNOWN", f"The kind of a certificate is one of {known}.", kind=kind)
    return kind


def find_opener(call: Call) -> Actor:
    case = Case.objects.filter(reference=call.case_ref).first()
    return read_actor(case.opened_by) if case else BY


def read_actor(text: str) -> Actor:
    """An actor as histories write it, `user:12`."""
    kind, _, name = text.partition(":")
    return api.user(int(name)) if kind == "user" and name.isdigit() else api.system(name or kind)
