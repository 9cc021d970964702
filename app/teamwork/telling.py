"""Telling a person something about a case: once, and only whoever may see the case."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.accounts.models import User
from app.cases.models import Case
from app.cases.queries import list_visible
from app.confidentiality.veil import find_refusal, veil_of
from app.teamwork.models import Kind, PersonalNotice
from workflows.actors import Actor


def may_see(user: User, case: Case) -> bool:
    is_open = find_refusal(veil_of(user), case.party_id, case.process) is None
    return user.is_active and is_open and list_visible(user).filter(pk=case.pk).exists()


def tell(
    people: Iterable[User],
    kind: Kind,
    case: Case,
    *,
    key: str,
    by: Actor | str,
    at: datetime,
    what: str = "",
    task: UUID | None = None,
) -> list[User]:
    """One notice to each who may see the case, but not to whoever did it; those told."""
    told = [one for one in people if str(by) != f"user:{one.pk}" and may_see(one, case)]
    PersonalNotice.objects.bulk_create(
        (
            PersonalNotice(
                user=one, key=key, kind=kind, case_ref=case.reference, by=str(by), at=at, what=what, task=task
            )
            for one in told
        ),
        ignore_conflicts=True,
    )
    return told


def list_watchers(case: Case) -> list[User]:
    return list(User.objects.filter(watches__case=case, is_active=True).order_by("pk"))
