"""Roles are Django groups, named as in process.yaml; what a role may do beyond its own tasks is said here."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from app.accounts.models import User
from workflows import actors
from workflows.actors import Actor

P = ParamSpec("P")
Visitor = User | AnonymousUser
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Role(StrEnum):
    """The fund's own roles. A process may name more: any group is a role."""

    CASEWORKER = "caseworker"
    BENEFIT_OFFICER = "benefit_officer"
    RECOVERY_OFFICER = "recovery_officer"
    FINANCE_OFFICER = "finance_officer"
    LEGAL_OFFICER = "legal_officer"
    COMPLAINTS_OFFICER = "complaints_officer"
    TEAM_LEAD = "team_lead"
    DIRECTOR = "director"
    OPERATOR = "operator"
    PROCESS_OWNER = "process_owner"
    DATA_PROTECTION_OFFICER = "data_protection_officer"


TITLES: dict[str, Any] = {
    Role.CASEWORKER: _("Caseworker"),
    Role.BENEFIT_OFFICER: _("Benefit officer"),
    Role.RECOVERY_OFFICER: _("Recovery officer"),
    Role.FINANCE_OFFICER: _("Finance officer"),
    Role.LEGAL_OFFICER: _("Legal officer"),
    Role.COMPLAINTS_OFFICER: _("Complaints officer"),
    Role.TEAM_LEAD: _("Team lead"),
    Role.DIRECTOR: _("Director"),
    Role.OPERATOR: _("Operator"),
    Role.PROCESS_OWNER: _("Process owner"),
    Role.DATA_PROTECTION_OFFICER: _("Data protection officer"),
}

#: Those who work on people's files all day.
FILE_WORKERS = frozenset(
    {
        Role.CASEWORKER,
        Role.BENEFIT_OFFICER,
        Role.RECOVERY_OFFICER,
        Role.FINANCE_OFFICER,
        Role.LEGAL_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.TEAM_LEAD,
    }
)
CASE_READERS = FILE_WORKERS | {Role.DIRECTOR, Role.DATA_PROTECTION_OFFICER}
CASE_OPENERS = FILE_WORKERS
ASSIGNERS = frozenset({Role.TEAM_LEAD, Role.DIRECTOR})
OPERATORS = frozenset({Role.OPERATOR})


def name_role(role: str) -> str:
    """A role in the reader's language; one that only a process names reads as its words."""
    return str(TITLES.get(role) or role.replace("_", " ").capitalize())


def roles_of(user: Visitor) -> frozenset[str]:
    """The names of a user's roles; read once for each request's user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(user.groups.values_list("name", flat=True))
        user._roles = known  # type: ignore[attr-defined]
    return known


def remember_roles(user: User, names: Iterable[str]) -> None:
    """They were read along with many people: no question for each."""
    user._roles = frozenset(names)  # type: ignore[attr-defined]


def has_any_role(user: Visitor, roles: frozenset[Role]) -> bool:
    return not roles.isdisjoint(roles_of(user))


def may_read_cases(user: Visitor) -> bool:
    return has_any_role(user, CASE_READERS)


def may_open_cases(user: Visitor) -> bool:
    return has_any_role(user, CASE_OPENERS)


def may_assign(user: Visitor) -> bool:
    return has_any_role(user, ASSIGNERS)


def may_operate(user: Visitor) -> bool:
    return has_any_role(user, OPERATORS)


def require(allowed: Callable[[Visitor], bool]) -> Callable[[View[P]], View[P]]:
    """Refuse a view with 403 to those whom `allowed` does not let in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def signed_in(request: HttpRequest) -> User:
    """The user of a request that LoginRequiredMiddleware has let through."""
    if not isinstance(request.user, User) and not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def as_actor(user: User) -> Actor:
    return actors.user(user.pk, str(user))


def as_operator(user: User) -> Actor:
    return actors.operator(user.pk, str(user))
