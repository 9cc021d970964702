"""What the processes of publishing may ask: an edition on its way, and a number of the bulletin."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.knowledge import bulletins, editions
from app.knowledge.brochures import make_brochure
from app.knowledge.edition_models import Edition, EditionState
from app.knowledge.errors import SecondPersonNeeded
from app.knowledge.queries import Told
from app.knowledge.sources import LANGUAGES
from workflows import api
from workflows.clock import BRUSSELS
from workflows.models import Queue
from workflows.operations import Call, operation

SYSTEM = "system:knowledge"


@dataclass(frozen=True)
class EditionStanding:
    """`state` of the edition and the day on which its owner looks at it again."""

    state: str
    review_on: date


@dataclass(frozen=True)
class Reviewed:
    """`sound` when a lawyer who did not write it says so; `same_person` when the writer wanted to."""

    sound: bool
    same_person: bool


@dataclass(frozen=True)
class PublishedEdition:
    """`published` when a third person approved it; `same_person` when writer or lawyer wanted to."""

    published: bool
    same_person: bool
    review_on: date


@dataclass(frozen=True)
class Brochures:
    """How many languages have a brochure."""

    made: int


@dataclass(frozen=True)
class Number:
    """A number of the bulletin: its key, its name such as 2026/3, and the day by which it is sent."""

    bulletin: int
    name: str
    number: int
    due_on: date


@dataclass(frozen=True)
class ApprovedNumber:
    """`approved` by somebody who did not compose it; `same_person` otherwise."""

    approved: bool
    same_person: bool


@dataclass(frozen=True)
class SentNumber:
    """To how many subscribers it was queued."""

    subscribers: int


def describe(edition: Edition) -> EditionStanding:
    return EditionStanding(edition.state, edition.review_on)


@operation("knowledge.submit_edition")
def submit_edition(call: Call, *, edition: int) -> EditionStanding:
    """Give a complete draft to the lawyer."""
    return describe(editions.submit(edition, case_ref=call.case_ref))


@operation("knowledge.record_review")
def record_review(call: Call, *, edition: int, sound: bool, review: str, note: str | None = None) -> Reviewed:
    """Keep the word of whoever did the task `review`; never of the one who wrote the edition."""
    row = Edition.objects.get(pk=edition)
    if row.state in (EditionState.REVIEWED, EditionState.DRAFT):  # done by an earlier attempt
        return Reviewed(row.state == EditionState.REVIEWED, same_person=False)
    by = api.find_performer(call.case_ref, review, otherwise=SYSTEM)
    try:
        editions.review(edition, sound=sound, note=note or "", by=by, now=call.now)
    except SecondPersonNeeded:
        editions.send_back(edition, note=note or "")
        return Reviewed(sound=False, same_person=True)
    return Reviewed(sound, same_person=False)


@operation("knowledge.publish_edition")
def publish_edition(
    call: Call, *, edition: int, approved: bool, approval: str, note: str | None = None
) -> PublishedEdition:
    """Publish on the word of whoever did the task `approval`, a third person; else send it back to its owner."""
    row = Edition.objects.get(pk=edition)
    if row.state in (EditionState.PUBLISHED, EditionState.DRAFT):  # done by an earlier attempt
        return PublishedEdition(
            row.state == EditionState.PUBLISHED, same_person=False, review_on=row.review_on
        )
    by = api.find_performer(call.case_ref, approval, otherwise=SYSTEM)
    same_person = False
    if approved:
        try:
            editions.publish(edition, by=by, now=call.now)
        except SecondPersonNeeded:
            same_person = True
    if not approved or same_person:
        editions.send_back(edition, note=note or "")
    return PublishedEdition(approved and not same_person, same_person, row.review_on)


@operation("knowledge.make_brochures", queue=Queue.LETTERS, timeout=timedelta(seconds=120))
def make_brochures(call: Call, *, edition: int) -> Brochures:
    """Typeset the published edition in each language; once for the same words and figures."""
    texts = Edition.objects.get(pk=edition).texts.select_related("edition__article")
    for text in texts.order_by("language"):
        make_brochure(Told(text.edition.article, text.edition, text), now=call.now)
    return Brochures(len(LANGUAGES))


@operation("knowledge.take_up")
def take_up(call: Call, *, edition: int) -> Number:
    """Let the next number of the bulletin tell of the edition."""
    today = call.now.astimezone(BRUSSELS).date()
    row = bulletins.take_up(
        Edition.objects.get(pk=edition), by=SYSTEM, now=call.now, due_on=bulletins.find_due(today)
    )
    return Number(row.pk, str(row), row.number, row.due_on)


@operation("knowledge.read_edition")
def read_edition(call: Call, *, edition: int) -> EditionStanding:
    """Where the edition stands: replaced, ended, or still read."""
    row = Edition.objects.get(pk=edition)
    today = call.now.astimezone(BRUSSELS).date()
    ended = row.valid_until is not None and row.valid_until < today
    return EditionStanding("ended" if ended else row.state, row.review_on)


@operation("knowledge.keep_edition")
def keep_edition(
    call: Call,  # noqa: ARG001  the shape of an operation
    *,
    edition: int,
    review_on: date,
    valid_until: date | None = None,
) -> EditionStanding:
    """Its owner says that it still holds, and when it is looked at again."""
    row = Edition.objects.get(pk=edition)
    if row.review_on == review_on:  # done by an earlier attempt
        return describe(row)
    return describe(editions.keep_until(edition, review_on=review_on, valid_until=valid_until))


@operation("knowledge.retire_edition")
def retire_edition(call: Call, *, edition: int) -> EditionStanding:
    """Take it off the public pages from tomorrow; what it said stays kept."""
    today = call.now.astimezone(BRUSSELS).date()
    return describe(editions.retire(edition, now=call.now, last_day=today))


@operation("knowledge.begin_bulletin")
def begin_bulletin(call: Call) -> Number:
    """The number being composed, or a new one, due by the fifteenth of the quarter's last month."""
    today = call.now.astimezone(BRUSSELS).date()
    row = bulletins.next_bulletin(
        by=SYSTEM, now=call.now, due_on=bulletins.find_due(today), case_ref=call.case_ref
    )
    return Number(row.pk, str(row), row.number, row.due_on)


@operation("knowledge.approve_bulletin", queue=Queue.LETTERS, timeout=timedelta(seconds=120))
def approve_bulletin(call: Call, *, bulletin: int, approved: bool, approval: str) -> ApprovedNumber:
    """Lock and typeset it on the word of whoever did the task `approval`; never of the one who composed it."""
    if not approved:
        return ApprovedNumber(approved=False, same_person=False)
    by = api.find_performer(call.case_ref, approval, otherwise=SYSTEM)
    try:
        bulletins.approve(bulletin, by=by, now=call.now)
    except SecondPersonNeeded:
        return ApprovedNumber(approved=False, same_person=True)
    return ApprovedNumber(approved=True, same_person=False)


@operation("knowledge.send_bulletin", queue=Queue.LETTERS, timeout=timedelta(seconds=300))
def send_bulletin(call: Call, *, bulletin: int) -> SentNumber:
    """Queue it for everybody who confirmed the subscription, once each."""
    return SentNumber(bulletins.send(bulletin, now=call.now))
