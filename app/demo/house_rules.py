"""What a shipped fund does not hold of its own: two teams, the file of a person nobody opens without clearance, and a
quarter of the satisfaction survey.

Made after the fund has come to today, once: a site that has made or closed a team, or marked a file, keeps its own.
"""

from app.accounts.models import User
from app.accounts.roles import Role
from app.confidentiality.marks import mark
from app.confidentiality.models import Ground, RestrictedFile
from app.demo import survey
from app.demo.colleagues import Colleagues, find_colleagues
from app.demo.population import find_parties
from app.people.models import Kind, Party
from app.teams import changes
from app.teams.models import Team
from workflows import clock

#: The team and the language of its members: each serves the affiliates who write in it.
TEAMS = {"Équipe Meuse": "fr", "Team Schelde": "nl"}
REASON = "Mandataire publique : le dossier a attiré la presse."


def settle() -> None:
    """Nothing in a fund without people."""
    colleagues, parties = find_colleagues(), find_parties()
    if not parties or not {Role.CASEWORKER, Role.TEAM_LEAD, Role.DIRECTOR} <= set(colleagues.users):
        return
    if not Team.objects.exists():
        make_teams(colleagues)
    if not RestrictedFile.objects.exists():
        restrict(parties, colleagues.of(Role.DIRECTOR), colleagues.of(Role.TEAM_LEAD))
    survey.settle(parties.values(), clock.today(), by=colleagues.actor(Role.CASEWORKER))


def make_teams(colleagues: Colleagues) -> None:
    """Caseworkers and team leads by the language they read; open to every process, so that nobody sees less."""
    by = colleagues.actor(Role.TEAM_LEAD)
    people = [*colleagues.users[Role.CASEWORKER], *colleagues.users[Role.TEAM_LEAD]]
    for name, language in TEAMS.items():
        team = changes.make(name, (), by=by)
        for person in people:
            if person.language == language:
                changes.join(team, person, by=by)


def restrict(parties: dict[str, Party], by: User, supervisor: User) -> None:
    """The last person of the fund's lines: whoever it is, the same one at every start."""
    persons = [
        key for key, party in parties.items() if party.kind == Kind.PERSON and not party.merged_into_id
    ]
    if persons:
        mark(parties[max(persons)], ground=Ground.VIP, reason=REASON, supervisor=supervisor, by=by)
