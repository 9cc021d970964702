"""A run of certificates: frozen, approved by a second person, made chunk by chunk, told to the tax administration.

Killed at any moment it goes on with the certificates that still wait; each is made and told once.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from app.cases.opening import find_current_version
from app.correspondence.letters import Order
from app.correspondence.many_letters import write_letters
from app.correspondence.models import Letter
from app.exchanges import transmissions
from app.exchanges.transmissions import Draft
from app.people.models import Party
from app.years.certificate_life import RunLife
from app.years.certificate_models import Certificate, CertificateKind, CertificateRun, RunState
from app.years.certificate_sums import Told, list_movements, list_told, reconcile
from app.years.errors import NotReconciled, RunStateRefused, SecondPersonNeeded
from workflows import faults
from workflows.actors import Actor
from workflows.clock import BRUSSELS

log = structlog.get_logger(__name__)
PROCESS, TYPE = "tax_certificate", "T08"
CHUNK, PART = 50, 1000
#: Two runs of one year, or a run and a correction, number one after the other.
NUMBERING = 0x7C
NUMBERED = Q(party__person__niss_sealed__gt="") | Q(party__company__enterprise_number__gt="")


@transaction.atomic
def prepare_run(year: int, *, by: Actor, now: datetime, case_ref: str) -> CertificateRun:
    """Freeze the certificates of a year; a run that was prepared before and not approved is made anew."""
    known = (
        CertificateRun.objects.select_for_update().filter(year=year).exclude(state=RunState.CANCELLED).first()
    )
    if known is not None and known.state != RunState.PREPARED:
        return known
    run = known or CertificateRun.objects.create(
        year=year, case_ref=case_ref, checksum="", prepared_by=str(by), prepared_at=now
    )
    run.certificates.all().delete()
    told = [one for one in list_told(year) if one.amount or one.paid or one.paid_back]
    last = take_numbers(year)
    Certificate.objects.bulk_create(
        (build(one, year, number, run=run) for number, one in enumerate(told, start=last + 1)),
        batch_size=5000,
    )
    run.count, run.checksum, run.case_ref = len(told), digest(told), case_ref
    run.reconciliation = reconcile(year, list_told(year))
    run.save()
    return run


def take_numbers(year: int) -> int:
    """The last number of the year; whoever numbers on holds the lock to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, year])
    last: int | None = Certificate.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return last or 0


def build(told: Told, year: int, number: int, **more: Any) -> Certificate:
    return Certificate(
        year=year,
        number=number,
        party_id=told.party,
        kind=told.kind,
        paid=told.paid,
        paid_back=told.paid_back,
        other=told.other,
        amount=told.amount,
        **more,
    )


def digest(told: Iterable[Told]) -> str:
    rows = (f"{one.party}:{one.kind}:{one.paid}:{one.paid_back}:{one.other}\n" for one in told)
    return sha256("".join(rows).encode()).hexdigest()


@transaction.atomic
def approve_run(run_id: int, *, checksum: str, by: Actor, now: datetime) -> CertificateRun:
    """Let it run. Raises SecondPersonNeeded, NotReconciled, RunStateRefused."""
    run = lock_run(run_id)
    if run.state == RunState.RUNNING:
        return run
    if run.checksum != checksum:
        raise RunStateRefused(f"The run of {run} is not the one that was looked at.", run=str(run))
    if run.prepared_by == str(by):
        raise SecondPersonNeeded(run=str(run))
    if not run.reconciliation.get("agrees"):
        raise NotReconciled(run=str(run))
    RunLife(run).approve(str(by), now)
    run.save()
    return run


def lock_run(run_id: int) -> CertificateRun:
    return CertificateRun.objects.select_for_update().get(pk=run_id)


def make_letters(run_id: int, *, now: datetime, seconds: float = 20.0) -> int:
    """Make letters for about so many seconds; how many certificates still wait for one."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds and make_chunk(run_id, now=now):
        faults.point("certificates_between_chunks")
    return Certificate.objects.filter(run=run_id, letter=None, error="").count()


@transaction.atomic
def make_chunk(run_id: int, *, now: datetime) -> int:
    """Some letters in one transaction; one that cannot be made leaves its reason and stops no other."""
    waiting = Certificate.objects.filter(run=run_id, run__state=RunState.RUNNING, letter=None, error="")
    rows = waiting.select_for_update(of=("self",), skip_locked=True).order_by("number")
    certificates = list(rows.select_related("party", "party__caseworker", "run")[:CHUNK])
    write(certificates, now)
    faults.point("certificates_before_commit")
    return len(certificates)


def write(certificates: Sequence[Certificate], now: datetime) -> None:
    orders = [describe_letter(one, now) for one in certificates]
    made = write_letters(orders, find_current_version(PROCESS), day=now.astimezone(BRUSSELS).date())
    for one, order in zip(certificates, orders, strict=True):
        found = made[order.key]
        if isinstance(found, Letter):
            one.letter = found
            continue
        one.error = str(found)[:2000]
        log.warning("certificate_failed", certificate=one.pk, error=type(found).__name__)
    Certificate.objects.bulk_update(certificates, ["letter", "error"])


def describe_letter(one: Certificate, now: datetime) -> Order:
    return Order(
        key=f"tax_certificate:{one.pk}",
        reference=one.case_ref or (one.run.case_ref if one.run else ""),
        name="benefit_certificate" if one.kind == CertificateKind.BENEFITS else "tax_certificate",
        language=choose_language(one.party),
        now=now,
        party=one.party,
        content=describe_content(one),
    )


def describe_content(one: Certificate) -> dict[str, Any]:
    return {
        "year": one.year,
        "number": one.ref,
        "replaces": one.replaces.ref if one.replaces else "",
        "is_company": one.kind == CertificateKind.COMPANY,
        "paid": one.paid,
        "paid_back": one.paid_back,
        "other": one.other,
        "amount": one.amount,
        "movements": list_movements(one.party, one.year, one.kind),
    }


def choose_language(party: Party) -> str:
    return party.language if party.language in ("fr", "nl", "de") else "fr"


def retry_failed(run_id: int) -> int:
    return Certificate.objects.filter(run=run_id, letter=None).exclude(error="").update(error="")


def tell_tax(run_id: int, *, on: date, by: str, now: datetime) -> int:
    """Tell the tax administration, in parts of a thousand; the number of parts of the run. Done again it goes on."""
    while tell_part(run_id, on=on, by=by, now=now):
        faults.point("certificates_between_parts")
    told = Certificate.objects.filter(run=run_id).exclude(transmission="")
    return told.values("transmission").distinct().count()


@transaction.atomic
def tell_part(run_id: int, *, on: date, by: str, now: datetime) -> bool:
    """One part and the mark on its certificates, in one transaction."""
    run = lock_run(run_id)
    certificates = list(list_untold(run_id)[:PART])
    if not certificates:
        return False
    done = Certificate.objects.filter(run=run).exclude(transmission="").values("transmission").distinct()
    part = done.count() + 1
    payload = {"year": run.year, "part": part, "certificates": [describe_told(one) for one in certificates]}
    draft = Draft(key=f"{TYPE}:{run.pk}:{part}", message_type=TYPE, payload=payload, case_ref=run.case_ref)
    sent = transmissions.transmit(draft, on=on, by=by, now=now)
    Certificate.objects.filter(pk__in=[one.pk for one in certificates]).update(transmission=sent.ref)
    faults.point("certificates_part_before_commit")
    return True


def list_untold(run_id: int, *, numbered: bool = True) -> QuerySet[Certificate]:
    """Certificates the tax administration was not told: it knows nobody without a national or enterprise number."""
    rows = Certificate.objects.filter(run=run_id, transmission="").select_related("party", "replaces")
    return (rows.filter(NUMBERED) if numbered else rows.exclude(NUMBERED)).order_by("number")


def describe_told(one: Certificate) -> dict[str, Any]:
    told = {"party": one.party.reference, "number": one.ref, "kind": str(one.kind), "amount": one.amount}
    return {**told, "replaces": one.replaces.ref} if one.replaces else told


@transaction.atomic
def finish_run(run_id: int, *, now: datetime) -> CertificateRun:
    run = lock_run(run_id)
    if run.state != RunState.FINISHED:
        RunLife(run).finish(now)
        run.save()
    return run


@transaction.atomic
def cancel_run(run_id: int, *, now: datetime) -> CertificateRun:
    run = lock_run(run_id)
    if run.state != RunState.CANCELLED:
        RunLife(run).cancel(now)
        run.save()
    return run


@dataclass(frozen=True)
class Rechecked:
    """A certificate beside what the books say now. `certificate` is the one that stands, None when there is none."""

    certificate: Certificate | None
    told: Told

    @property
    def differs(self) -> bool:
        one = self.certificate
        if one is None:
            return bool(self.told.paid or self.told.paid_back)
        return (one.paid, one.paid_back, one.other) != (self.told.paid, self.told.paid_back, self.told.other)


def recheck(party: Party, year: int, kind: str) -> Rechecked:
    standing = Certificate.objects.filter(party=party, year=year, kind=kind, replaced_by=None).exclude(
        run__state__in=[RunState.CANCELLED, RunState.PREPARED]
    )
    told = [one for one in list_told(year, [party.pk]) if one.kind == kind]
    return Rechecked(standing.order_by("-id").first(), told[0] if told else Told(party.pk, kind))


@transaction.atomic
def correct(party: Party, year: int, kind: str, *, case_ref: str, now: datetime) -> Certificate:
    """A certificate of what the books say now, that replaces the one that stands; once for the case."""
    known = Certificate.objects.filter(case_ref=case_ref, run=None).first()
    if known is not None:
        return known
    found, number = recheck(party, year, kind), take_numbers(year) + 1
    made = build(found.told, year, number, replaces=found.certificate, case_ref=case_ref)
    made.save(force_insert=True)
    write([made], now)
    return made
