"""Linking cases: related ones with a reason, parts started from a case, and an ended case taken up again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from app.accounts.hiding import as_asked
from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases import closures
from app.cases.errors import LinkRefused
from app.cases.link_models import CaseLink, LinkKind
from app.cases.models import Case
from app.cases.queries import list_instances, list_visible
from workflows import api
from workflows.models import HumanTask, TaskState

LONGEST = 500
OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)


@transaction.atomic
def relate(case: Case, reference: str, reason: str, *, by: User, now: datetime) -> CaseLink:
    """Both sides show it. Raises LinkRefused for a case the user may not see, for itself, twice, without a reason."""
    wanted = reference.strip().upper()
    with as_asked():
        other = list_visible(by).filter(reference=wanted).first() if wanted else None
    if other is None:
        raise LinkRefused(_("There is no case with this reference."), "reference")
    if other.pk == case.pk:
        raise LinkRefused(_("A case is not related to itself."), "reference")
    if not reason.strip():
        raise LinkRefused(_("Say why they belong together."), "reason")
    lock_both(case, other)
    if open_between(case, other).exists():
        raise LinkRefused(_("These cases are linked already."), "reference")
    return CaseLink.objects.create(
        source=case, target=other, kind=LinkKind.RELATED, reason=reason.strip()[:LONGEST], at=now, by=by
    )


def lock_both(*cases: Case) -> None:
    """In the order of their keys, so that two people linking the same two wait for each other."""
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in cases]).order_by("pk"))


def open_between(case: Case, other: Case) -> Any:
    either = Q(source=case, target=other) | Q(source=other, target=case)
    return CaseLink.objects.filter(either, ended_at__isnull=True)


def unrelate(case: Case, link_id: int, *, by: User, now: datetime) -> None:
    """A part and a case taken up again stay linked: that is how they began. Raises LinkRefused."""
    links = CaseLink.objects.filter(Q(source=case) | Q(target=case), pk=link_id, kind=LinkKind.RELATED)
    if not links.filter(ended_at__isnull=True).update(ended_at=now, ended_by=by):
        raise LinkRefused(_("There is no such link of this case."))


def begin_from(origin: Case, opened: Case, kind: LinkKind, reason: str, *, by: User, now: datetime) -> None:
    """The case just opened is a part of the other, or takes it up again."""
    reopened = kind == LinkKind.REOPENED
    link, made = CaseLink.objects.get_or_create(
        source=origin,
        target=opened,
        kind=kind,
        defaults={"reason": reason.strip()[:LONGEST], "at": now, "by": by, "awaits_task": reopened},
    )
    if made and reopened:
        hand_on(link)


def hand_on_waiting() -> None:
    """The machines may have work before the first task of a case taken up again is open: hand it on once it is."""
    if not CaseLink.objects.filter(awaits_task=True).exists():
        return
    with transaction.atomic():
        links = CaseLink.objects.select_for_update(of=("self",), skip_locked=True)
        for link in links.filter(awaits_task=True).select_related("source", "target", "by").order_by("id"):
            hand_on(link)


def hand_on(link: CaseLink) -> None:
    """Who had the last task of the ended case gets the first of the new one, if theirs to do; as urgent as it was.

    Without an open task it waits for one, until the new case has ended.
    """
    first = HumanTask.objects.filter(case_ref=link.target.reference, state__in=OPEN_STATES)
    task = first.order_by("created_at").first()
    if task is not None:
        give(task, link)
    if task is not None or link.target.closed_at is not None:
        link.awaits_task = False
        link.save(update_fields=["awaits_task"])


def give(task: HumanTask, link: CaseLink) -> None:
    """Not to whom the file has been closed since."""
    last = HumanTask.objects.filter(
        case_ref=link.source.reference, state=TaskState.COMPLETED, assignee__isnull=False
    )
    before = last.select_related("assignee").order_by("-closed_at").first()
    if before is None or before.assignee is None:
        return
    api.raise_priority(task.pk, before.priority, by=as_actor(link.by))
    roles = set(before.assignee.groups.values_list("name", flat=True))
    may_take = task.candidates.filter(role__in=roles).exists()
    is_closed = closures.is_closed(before.assignee, link.target)
    if before.assignee.is_active and may_take and task.assignee_id is None and not is_closed:
        api.assign(task.pk, before.assignee.pk, by=as_actor(link.by))


def list_links(case: Case, user: User) -> list[CaseLink]:
    """Those that stand, the newest first, where the user may see the other case."""
    links = CaseLink.objects.filter(Q(source=case) | Q(target=case), ended_at__isnull=True)
    visible = list_visible(user).values("pk")
    links = links.filter(source__in=visible, target__in=visible)
    return list(links.select_related("source", "target", "by").order_by("-at", "-id"))


def read_answers(case: Case) -> Mapping[str, Any]:
    """What the ended case was told at its start and knows since, to fill the start form of the one that follows."""
    instances = list_instances(case)
    return api.read_variables(instances[0].pk) if instances else {}
