"""Which files a person may not see: restricted ones they are not cleared for, and their own and their household's.

Asked once a page, as SQL, because every list waits for it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from app import page_time
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.cases.models import Case
from app.confidentiality.errors import FileRestricted, OwnFile
from app.confidentiality.rights import ALWAYS_CLEARED
from workflows.clock import BRUSSELS
from workflows.errors import WorkflowError

# Whose files are one's own is said by the database's function `confidentiality_own`, which a trigger asks as well.
RESTRICTED = """
SELECT u.id AS user_id, r.party_id
FROM unnest(%(users)s::bigint[], %(cleared)s::boolean[]) AS u(id, cleared)
JOIN confidentiality_restrictedfile r ON NOT u.cleared AND r.lifted_at IS NULL AND r.supervisor_id <> u.id
WHERE NOT EXISTS (SELECT FROM confidentiality_clearance c
    WHERE c.user_id = u.id AND c.ground = r.ground AND c.withdrawn_at IS NULL)
  AND NOT EXISTS (SELECT FROM confidentiality_opening o
    WHERE o.user_id = u.id AND o.party_id = r.party_id AND o.ended_at IS NULL AND o.expires_at > %(now)s)
"""
# The tables of teams are named because teams stand above this module: one question a page is enough for both.
TEAMS = """
SELECT m.user_id, t.processes
FROM teams_membership m JOIN teams_team t ON t.id = m.team_id
WHERE m.user_id = ANY(%(users)s) AND m.ended_at IS NULL AND t.closed_at IS NULL
"""
VEIL = f"""
SELECT user_id, party_id, true AS is_own, NULL::text[] AS processes
FROM confidentiality_own(%(users)s::bigint[], %(day)s::date)
UNION ALL SELECT user_id, party_id, false, NULL FROM ({RESTRICTED}) restricted
UNION ALL SELECT user_id, NULL, NULL, processes FROM ({TEAMS}) teams
"""  # noqa: S608 – our own constants


@dataclass(frozen=True)
class Veil:
    """Keys of parties; what is one's own is hidden also when one is cleared for it.

    `limit`: the processes of the person's teams; None when nothing limits them.
    """

    own: frozenset[int]
    restricted: frozenset[int]
    limit: frozenset[str] | None = None

    @property
    def parties(self) -> frozenset[int]:
        return self.own | self.restricted


def veil_of(user: User) -> Veil:
    """Read once for each request's user object."""
    known: Veil | None = getattr(user, "_veil", None)
    if known is None:
        known = user._veil = read_veils([user], page_time.now())[user.pk]  # type: ignore[attr-defined]
    return known


def forget(user: User) -> None:
    """The next question is answered anew; after an opening by the same request."""
    user.__dict__.pop("_veil", None)


def read_veils(users: Collection[User], now: datetime) -> dict[int, Veil]:
    """Of several people in one statement."""
    own: dict[int, set[int]] = {user.pk: set() for user in users}
    restricted: dict[int, set[int]] = {user.pk: set() for user in users}
    teams: dict[int, list[list[str]]] = {user.pk: [] for user in users}
    values: dict[str, Any] = {
        "users": [user.pk for user in users],
        "cleared": [ALWAYS_CLEARED in roles_of(user) for user in users],
        "day": now.astimezone(BRUSSELS).date(),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(VEIL, values)
        for user, party, is_own, processes in cursor.fetchall():
            if is_own is None:
                teams[user].append(processes)
            else:
                (own if is_own else restricted)[user].add(party)
    return {
        key: Veil(frozenset(own[key]), frozenset(restricted[key]), join_limits(teams[key])) for key in own
    }


def join_limits(limits: Collection[Collection[str]]) -> frozenset[str] | None:
    """A team without processes limits nobody; of several teams, all their processes count."""
    if not limits or any(not one for one in limits):
        return None
    return frozenset(process for one in limits for process in one)


def find_party_of(case_ref: str) -> int | None:
    """The party of a case; None without one, or where the fund does not know whose it is."""
    if not case_ref:
        return None
    return Case._base_manager.filter(reference=case_ref).values_list("party_id", flat=True).first()


def refuse(user: User, case_ref: str) -> None:
    """Raises OwnFile or FileRestricted when the user may not act on this case."""
    refusal = refusal_of(user, case_ref)
    if refusal is not None:
        raise refusal(case=case_ref)


def is_closed(user: User, case_ref: str) -> bool:
    return refusal_of(user, case_ref) is not None


def refusal_of(user: User, case_ref: str) -> type[WorkflowError] | None:
    """What keeps a user from this case; None when nothing does."""
    veil = veil_of(user)
    return find_refusal(veil, find_party_of(case_ref)) if veil.parties else None


def is_party_closed(user: User, party: int | None) -> bool:
    return party in veil_of(user).parties


def find_refusal(veil: Veil, party: int | None) -> type[WorkflowError] | None:
    if party in veil.own:
        return OwnFile
    return FileRestricted if party in veil.restricted else None
