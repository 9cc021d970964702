"""What a person may not see: restricted files they are not cleared for, their own and their household's, and the cases
of confidential processes that their roles have no need of.

Asked once a page, as SQL, because every list waits for it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from app import page_time
from app.accounts.hiding import Hidden
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.cases.models import Case
from app.confidentiality.errors import CaseConfidential, FileRestricted, OwnFile
from app.confidentiality.rights import ALWAYS_CLEARED
from workflows.clock import BRUSSELS
from workflows.confidential_kinds import list_kinds, may_read
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
# What a process says of itself in its newest version counts for all its cases, also when nothing new starts in it.
CONFIDENTIAL = """
SELECT v.definition_id, v.confidential FROM workflows_definitionversion v
WHERE v.confidential IS NOT NULL AND v.state <> 'draft' AND NOT EXISTS (
    SELECT FROM workflows_definitionversion newer
    WHERE newer.definition_id = v.definition_id AND newer.number > v.number AND newer.state <> 'draft')
"""
VEIL = f"""
SELECT user_id, party_id, true AS is_own, NULL::text[] AS processes
FROM confidentiality_own(%(users)s::bigint[], %(day)s::date)
UNION ALL SELECT user_id, party_id, false, NULL FROM ({RESTRICTED}) restricted
UNION ALL SELECT user_id, NULL, NULL, processes FROM ({TEAMS}) teams
UNION ALL SELECT NULL, NULL, NULL, ARRAY[definition_id, confidential] FROM ({CONFIDENTIAL}) confidential
"""  # noqa: S608 – our own constants


@dataclass(frozen=True)
class Veil:
    """Keys of parties; what is one's own is hidden also when one is cleared for it.

    `processes`: those whose cases are none of the person's business; `kinds` of data that are not. `limit`: the
    processes of the person's teams; None when nothing limits them.
    """

    own: frozenset[int]
    restricted: frozenset[int]
    limit: frozenset[str] | None = None
    processes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    @property
    def parties(self) -> frozenset[int]:
        return self.own | self.restricted

    @property
    def hidden(self) -> Hidden:
        return Hidden(self.parties, self.processes, self.kinds)


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
    confidential: dict[str, str] = {}
    values: dict[str, Any] = {
        "users": [user.pk for user in users],
        "cleared": [ALWAYS_CLEARED in roles_of(user) for user in users],
        "day": now.astimezone(BRUSSELS).date(),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(VEIL, values)
        for user, party, is_own, processes in cursor.fetchall():
            if user is None:
                confidential[processes[0]] = processes[1]
            elif is_own is None:
                teams[user].append(processes)
            else:
                (own if is_own else restricted)[user].add(party)
    return {
        user.pk: Veil(
            frozenset(own[user.pk]),
            frozenset(restricted[user.pk]),
            join_limits(teams[user.pk]),
            list_closed(confidential, roles_of(user)),
            frozenset(kind for kind in list_kinds() if not may_read(kind, roles_of(user))),
        )
        for user in users
    }


def list_closed(confidential: Mapping[str, str], roles: Collection[str]) -> frozenset[str]:
    """Of these processes with their kinds, those that none of the roles reads."""
    return frozenset(process for process, kind in confidential.items() if not may_read(kind, roles))


def join_limits(limits: Collection[Collection[str]]) -> frozenset[str] | None:
    """A team without processes limits nobody; of several teams, all their processes count."""
    if not limits or any(not one for one in limits):
        return None
    return frozenset(process for one in limits for process in one)


def refuse(user: User, case_ref: str) -> None:
    """Raises OwnFile, FileRestricted or CaseConfidential when the user may not act on this case."""
    refusal = refusal_of(user, case_ref)
    if refusal is not None:
        raise refusal(case=case_ref)


def is_closed(user: User, case_ref: str) -> bool:
    return refusal_of(user, case_ref) is not None


def refusal_of(user: User, case_ref: str) -> type[WorkflowError] | None:
    """What keeps a user from this case; None when nothing does."""
    veil = veil_of(user)
    if not case_ref or not veil.hidden:
        return None
    case = Case._base_manager.filter(reference=case_ref).values_list("party_id", "process").first()
    return find_refusal(veil, *case) if case else None


def is_case_closed(user: User, case: Case) -> bool:
    return find_refusal(veil_of(user), case.party_id, case.process) is not None


def find_refusal(veil: Veil, party: int | None, process: str) -> type[WorkflowError] | None:
    """What keeps whoever has this veil from a case of this party and process."""
    if party in veil.own:
        return OwnFile
    if party in veil.restricted:
        return FileRestricted
    return CaseConfidential if process in veil.processes else None
