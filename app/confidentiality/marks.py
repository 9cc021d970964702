"""Marking a file as restricted and lifting the mark."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.confidentiality import veil
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.models import Ground, RestrictedFile
from app.confidentiality.rights import may_keep, may_mark
from app.people.models import Party
from app.people.parties import record, tidy
from workflows import api, clock
from workflows.actors import user as user_actor
from workflows.models import HumanTask, TaskState

OPEN = (TaskState.READY, TaskState.CLAIMED)


@transaction.atomic
def mark(party: Party, *, ground: str, reason: str, supervisor: User, by: User) -> RestrictedFile:
    """From now on invisible to whoever is not cleared; tasks such people hold go back to their roles.

    Raises ConfidentialityRefused.
    """
    if not may_mark(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    check_reason(reason)
    if ground not in Ground.values:
        raise ConfidentialityRefused(_("Choose why the file is restricted."), "ground")
    if party.pk in veil.read_veils([supervisor], clock.now())[supervisor.pk].own:
        raise ConfidentialityRefused(
            _("This is the supervisor’s own file, or their household’s: choose somebody else."), "supervisor"
        )
    row = write_mark(party, ground, tidy(reason), supervisor, by)
    record(party, "restricted", user_actor(by.pk, str(by)), details={"ground": ground}, reason=tidy(reason))
    release_tasks(party, by)
    return row


def write_mark(party: Party, ground: str, reason: str, supervisor: User, by: User) -> RestrictedFile:
    try:
        with transaction.atomic():
            return RestrictedFile.objects.create(
                party=party,
                ground=ground,
                reason=reason,
                supervisor=supervisor,
                marked_at=clock.now(),
                marked_by=by,
            )
    except IntegrityError as error:
        if "restricted_once" not in str(error):
            raise
        raise ConfidentialityRefused(_("This file is restricted already.")) from error


def check_reason(reason: str) -> None:
    if not tidy(reason):
        raise ConfidentialityRefused(_("Say why."), "reason")


def release_tasks(party: Party, by: User) -> None:
    """What people without clearance hold of this file: nobody could finish it unseen."""
    references = party.cases.values_list("reference", flat=True)
    held = HumanTask.objects.filter(case_ref__in=list(references), state__in=OPEN, assignee__isnull=False)
    tasks = list(held.select_related("assignee").order_by("id"))
    holders = {task.assignee for task in tasks if task.assignee is not None}
    veils = veil.read_veils(holders, clock.now()) if holders else {}
    for task in tasks:
        if task.assignee_id is not None and party.pk in veils[task.assignee_id].parties:
            api.release(task.pk, by=api.operator(by.pk, str(by)))


@transaction.atomic
def lift(row: int, *, reason: str, by: User) -> RestrictedFile:
    """Raises ConfidentialityRefused."""
    if not may_keep(by):
        raise ConfidentialityRefused(_("This is not yours to do."))
    check_reason(reason)
    found = RestrictedFile.objects.select_for_update().filter(pk=row, lifted_at=None).first()
    if found is None:
        raise ConfidentialityRefused(_("This mark was lifted already."))
    found.lifted_at, found.lifted_by, found.lift_reason = clock.now(), by, tidy(reason)
    found.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(found.party, "unrestricted", user_actor(by.pk, str(by)), reason=tidy(reason))
    return found


def keep_one_mark(kept: Party, absorbed: Party) -> dict[str, list[str]]:
    """Of two marked parties that become one, the kept one's mark counts; the other is lifted with its reason."""
    doubles = RestrictedFile.objects.filter(party=absorbed, lifted_at=None)
    if not RestrictedFile.objects.filter(party=kept, lifted_at=None).exists():
        return {}
    lifted = [str(one.pk) for one in doubles]
    for one in doubles:
        one.lifted_at, one.lifted_by, one.lift_reason = clock.now(), one.marked_by, f"merged into {kept}"
        one.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    return {"restrictions": lifted} if lifted else {}
