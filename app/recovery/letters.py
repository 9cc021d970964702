"""The letters of recovery: reminders, statements, the formal notice and what goes with it, made once for each key."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.affiliation.joint_liability import JointLiability, jointly_liable
from app.correspondence.letters import make_letter
from app.correspondence.models import Dispatch, DispatchChannel, Letter
from app.ledger.models import Receivable
from app.ledger.queries import open_receivables
from app.ledger.states import ReceivableKind
from app.people.models import Party
from app.recovery.contents import build_payment, describe_debt, describe_receivable
from app.recovery.errors import NothingOwed
from app.registers.citations import cite
from workflows.calendars import ONE_DAY, load_calendar
from workflows.clock import BRUSSELS
from workflows.deadlines import Rule, Term, Unit, add_months, compute, find_notification_day
from workflows.operations import Call

FORMAL_NOTICE, STATEMENT = "formal_notice", "statement"
CONTEST = Term(1, Unit.MONTHS)


def send_reminder(call: Call, receivable: Receivable, *, letter: str, channel: str) -> Letter:
    """A reminder of one debt. Raises NothingOwed."""
    payment = build_payment([receivable])
    if payment is None:
        raise NothingOwed(receivable=receivable.ref)
    return write(
        call, receivable.party, letter, describe_receivable(receivable), payment=payment, channel=channel
    )


def send_formal_notice(call: Call, receivable: Receivable, *, letter: str) -> Letter:
    """The legal last reminder (art. 46), registered: the sums by period, why, how to contest, what follows."""
    contest = {"contest_by": find_contest_end(call.now.astimezone(BRUSSELS).date())}
    content = {**describe_receivable(receivable), **contest}
    payment = build_payment([receivable])
    if payment is None:
        raise NothingOwed(receivable=receivable.ref)
    channel = DispatchChannel.REGISTERED
    return write(call, receivable.party, letter, content, payment=payment, channel=channel)


def tell_jointly_liable(call: Call, receivable: Receivable, *, letter: str) -> list[Letter]:
    """One registered notice to each who is jointly liable for the period of the debt (O20)."""
    content = {**describe_receivable(receivable), "debtor": receivable.party.name}
    payment = build_payment([receivable])
    return [
        write(
            replace(call, idempotency_key=f"{call.idempotency_key}:{link.liable.reference}"),
            link.liable,
            letter,
            {**content, **describe_liability(link)},
            payment=payment,
            channel=DispatchChannel.REGISTERED,
        )
        for link in list_jointly_liable(receivable)
    ]


def describe_liability(link: JointLiability) -> dict[str, str]:
    """Why somebody answers for the debt, in the language of their letter."""
    return {"basis": cite(link.basis, link.liable.language)}


def send_statement(call: Call, party: Party) -> Letter | None:
    """Everything a party owes, once a quarter whatever the number of its debts; None when nothing is owed (C89)."""
    receivables = open_receivables(party)
    if not receivables:
        return None
    day = call.now.astimezone(BRUSSELS).date()
    key = f"statement:{party.reference}:{day.year}Q{(day.month + 2) // 3}"
    own = replace(call, idempotency_key=key)
    payment = build_payment(receivables)
    return write(own, party, STATEMENT, describe_debt(receivables), payment=payment)


def write(
    call: Call,
    party: Party,
    letter: str,
    content: dict[str, object],
    *,
    payment: dict[str, object] | None = None,
    channel: str = "",
) -> Letter:
    return make_letter(
        call,
        name=letter,
        language=party.language,
        recipient={},
        content=content,
        party_ref=party.reference,
        channel=channel,
        payment=payment,
    )


def list_jointly_liable(receivable: Receivable) -> Iterable[JointLiability]:
    """Who answers for a debt by D03, each once: in force on a day of the quarter, or year, it was due for.

    Nobody else answers for what was paid without right.
    """
    if receivable.kind == ReceivableKind.RECOVERY:
        return []
    last_month = receivable.quarter * 3 if receivable.quarter else 12
    first_month = last_month - 2 if receivable.quarter else 1
    first = date(receivable.year, first_month, 1)
    links = jointly_liable(
        receivable.party, first, add_months(date(receivable.year, last_month, 1), 1) - ONE_DAY
    )
    return {link.liable.pk: link for link in links}.values()


def find_contest_end(posted_on: date) -> date:
    """The last day to contest a notice posted on a day: a month from its notification (art. 46, TC3, TC5)."""
    calendar = load_calendar("belgium")
    notified = find_notification_day(posted_on, calendar=calendar)
    return compute(notified, CONTEST, calendar=calendar, rule=Rule.CITIZEN).day


def find_sent_notice(case_ref: str) -> Dispatch | None:
    """How the formal notice of a case left by registered post; None while it has not, or when it came back."""
    sent = Dispatch.objects.filter(
        letter__case_ref=case_ref,
        letter__name=FORMAL_NOTICE,
        channel=DispatchChannel.REGISTERED,
        returned_on__isnull=True,
    )
    return sent.select_related("letter").order_by("sent_on", "pk").first()
