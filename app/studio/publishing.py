"""From an approved draft to the current version: two persons, no error, every scenario held, on its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.accounts.models import User
from app.studio import shared_editions
from app.studio.checking import Check, check_draft
from app.studio.drafts import lock, move, note_event, refuse_late
from app.studio.errors import DraftChanged, DraftFaulty, SecondPersonNeeded, StudioError
from app.studio.models import Draft, DraftState
from app.studio.queries import read_base
from app.studio.rights import may_approve
from app.studio.shared_checking import SharedCheck, check_shared
from app.studio.shared_places import Place, find_place
from app.studio.user_trials import play_more
from workflows.actors import system
from workflows.catalogue import DeploymentRefused, Edition, publish_edition
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.shelves import own_files
from workflows.yaml_source import SourceRefused

BY = "system:studio"


@transaction.atomic
def approve(draft_id: int, *, rev: int, by: User, today: date, now: datetime) -> Draft:
    """A second person answers for a draft; it is published now, or on the day it names.

    `rev` is the state that was read: what was changed since is not approved unseen. Raises SecondPersonNeeded,
    DraftFaulty with what does not hold, DraftChanged when the draft or the version in force is another by now.
    """
    draft = lock(draft_id)
    if not may_approve(by, draft):
        raise SecondPersonNeeded(_("Who has written on a draft does not approve it: ask a colleague."))
    refuse_late(draft, rev)
    move(draft, lambda life: life.approve())
    refuse_faulty(draft, now)
    draft.approved_by, draft.approved_at = by, now
    draft.save(update_fields=["state", "approved_by", "approved_at"])
    note_event(draft, "approved", by=by, now=now)
    if is_due(draft, today):
        publish(draft, today=today, now=now)
    return draft


def is_due(draft: Draft, today: date) -> bool:
    """A calendar is published at once: it says itself from which day on it speaks, and is counted by before."""
    place = find_place(draft.process)
    if place is not None and place.is_calendar:
        return True
    return draft.effective_on is None or draft.effective_on <= today


def refuse_faulty(draft: Draft, now: datetime) -> None:
    """Raises DraftFaulty while the draft has an error or a scenario that does not hold, or was not played."""
    place = find_place(draft.process)
    check: Check | SharedCheck
    if place is not None:
        check = check_shared(place, draft.files, lambda: play_more(place, draft.files, now=now))
    else:
        check = check_draft(draft.process, draft.files, scenarios=True)
    if isinstance(check, SharedCheck) and check.waiting and not check.count_blocking:
        told = ngettext(
            "The scenarios of %(count)d process that asks it are still to be played: go on with the check.",
            "The scenarios of %(count)d processes that ask it are still to be played: go on with the check.",
            len(check.waiting),
        )
        raise DraftFaulty(told % {"count": len(check.waiting)}, check=check)
    if not check.may_publish:
        told = _("The draft cannot be published yet: %(count)d things do not hold.")
        raise DraftFaulty(told % {"count": check.count_blocking}, check=check)


def publish(draft: Draft, *, today: date, now: datetime) -> Draft:
    """Make an approved draft the current version, and renew those that call it. The caller holds its lock."""
    place = find_place(draft.process)
    if place is not None:
        return publish_shared(draft, place, today=today, now=now)
    refuse_overtaken(draft)
    edition = Edition(draft.process, draft.files, draft.note)
    try:
        done = publish_edition(edition, by=system("studio"), now=now)[0]
    except (DeploymentRefused, SourceRefused) as refused:
        raise DraftFaulty(str(refused)) from refused
    version = DefinitionVersion.objects.get(definition=draft.process, number=done.number)
    move(draft, lambda life: life.publish())
    draft.version = version
    draft.save(update_fields=["state", "version"])
    note_event(draft, "published", by=BY, now=now, comment=f"v{done.number}")
    return draft


def publish_shared(draft: Draft, place: Place, *, today: date, now: datetime) -> Draft:
    """A further edition. A calendar's speaks of no day before today, whatever the draft names."""
    refuse_overtaken_edition(draft, place)
    starts_on = max(draft.effective_on or today, today) if place.is_calendar else None
    edition = shared_editions.publish(place, draft.files, starts_on=starts_on, note=draft.note, now=now)
    move(draft, lambda life: life.publish())
    draft.edition = edition
    draft.save(update_fields=["state", "edition"])
    note_event(draft, "published", by=BY, now=now, comment=str(edition.number))
    return draft


def refuse_overtaken_edition(draft: Draft, place: Place) -> None:
    """Raises DraftChanged when what is in force is no longer what the draft began from."""
    in_force = shared_editions.read_files(place)
    if in_force and read_base(draft) != in_force:
        told = _("Another version was published since this draft was opened. Discard it and open a new one.")
        raise DraftChanged(told, by="", at=draft.opened_at)


def refuse_overtaken(draft: Draft) -> None:
    """Raises DraftChanged when the process itself was changed meanwhile; a new version of what it calls is none."""
    definition = ProcessDefinition.objects.select_related("current").filter(key=draft.process).first()
    current = definition.current if definition else None
    if (own_files(current) if current else None) != (own_files(draft.base) if draft.base else None):
        told = _("Another version was published since this draft was opened. Discard it and open a new one.")
        raise DraftChanged(told, by="", at=draft.opened_at)


def publish_due(*, today: date, now: datetime) -> int:
    """Publish the approved drafts whose day has come; one that cannot be goes back to editing with the reason."""
    due = Draft.objects.filter(state=DraftState.APPROVED, effective_on__lte=today).order_by(
        "effective_on", "pk"
    )
    keys = list(due.values_list("pk", flat=True))
    for key in keys:
        publish_one(key, today=today, now=now)
    return len(keys)


def publish_one(draft_id: int, *, today: date, now: datetime) -> None:
    try:
        with transaction.atomic():
            draft = lock(draft_id)
            refuse_faulty(draft, now)
            publish(draft, today=today, now=now)
    except StudioError as refused:
        with transaction.atomic():
            draft = lock(draft_id)
            move(draft, lambda life: life.send_back())
            draft.approved_by = draft.approved_at = draft.submitted_by = draft.submitted_at = None
            draft.save(update_fields=["state", "approved_by", "approved_at", "submitted_by", "submitted_at"])
            note_event(draft, "sent_back", by=BY, now=now, comment=str(refused))
