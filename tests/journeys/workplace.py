"""A workplace with something on every screen: teams, a case people talk about, restricted files, a draft, notices."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases import links, standstill
from app.cases.models import Case
from app.confidentiality.clearances import grant
from app.confidentiality.openings import open_file
from app.confidentiality.staff_files import link as link_staff
from app.inbox import delegating, work
from app.people.models import Party
from app.studio import bench_defaults, bench_playing, bench_runs, drafts
from app.studio.bench_runs import Source
from app.studio.models import Draft
from app.teams import changes
from app.teamwork import notes
from app.teamwork.watching import watch
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import api, catalogue, clock
from workflows.actors import system
from workflows.history import ensure_months
from workflows.manifest import read_manifest_text
from workflows.models import ServiceLevelClock
from workflows.testing.bench import People, Setting

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BY = api.system("tests")
REASON = "Its documents are with the mutuality"
LEVELS = f"""
process: question
titles: {{fr: Question, nl: Vraag, de: Anfrage, en: Question}}
owner: caseworker
service_levels:
  - id: answer
    titles: {{fr: Répondre, nl: Antwoorden, de: Beantwortung der Anfrage, en: Answer}}
    kind: service
    start: started
    stop: ended
    target: {{value: 5, unit: working_days}}
    due: [answer]
    pause: [{{node: check, reason: {REASON}, planned_days: 10}}]
    longest_extension: 3
  - id: in_law
    titles: {{fr: Délai légal, nl: Wettelijke termijn, de: Gesetzliche Frist, en: Legal term}}
    kind: legal
    start: started
    stop: ended
    target: {{value: 45, unit: calendar_days}}
"""
LONG = (
    "Called at nine: she sends the extract of the Kraftfahrzeughaftpflichtversicherungsgesellschaft by Friday. "
    "@ben please look at https://example.org/a/very/long/address/that/nobody/breaks/anywhere/2026 again."
)


def make_people() -> dict[str, User]:
    return {
        "anna": make_user("anna", "caseworker", name="Anna Lambert"),
        "ben": make_user("ben", "caseworker", name="Bénédicte Vandenbroucke-Vermeulen"),
        "lea": make_user("lea", "team_lead", "caseworker", name="Lea Maes"),
        "dirk": make_user("dirk", "director", name="Dirk Claes"),
        "petra": make_user("petra", "data_protection_officer", name="Petra Peeters"),
        "olga": make_user("olga", "process_owner", name="Olga Jacobs"),
        "leo": make_user("leo", "legal_officer", name="Leo Martin"),
    }


def begin() -> None:
    clock.begin(NOW)
    ensure_months(date(2026, 1, 1), date(2026, 12, 1))
    deploy_question(service_levels=read_manifest_text(LEVELS)["service_levels"])


def talk_about(people: dict[str, User], person: Party) -> Case:
    """A case with notes, watchers, links of each kind, a clock that stands still and a colleague who is asked."""
    anna, ben = people["anna"], people["ben"]
    case = open_question(anna, subject="Pourquoi dois-je payer un supplément pour 2023 ?")
    Case.objects.filter(pk=case.pk).update(party=person)
    notes.write(case, "Short.", author=ben, now=NOW)
    written = notes.write(case, LONG, author=anna, now=NOW).note
    notes.pin(written, now=NOW)
    notes.change(written, LONG + " Done.", by=anna, now=NOW)
    watch(case, ben, now=NOW)
    other, part = open_question(ben, subject="Another matter"), open_question(anna, subject="A part")
    links.relate(case, other.reference, "Both about the income of 2023", by=anna, now=NOW)
    links.begin_from(case, part, links.LinkKind.PART, "", by=anna, now=NOW)
    standstill.pause(case, REASON, 5, by=as_actor(anna), now=NOW)
    work.claim(task_of(case), anna)
    delegating.ask(task_of(case), ben, LONG, owner=anna)
    return Case.objects.get(pk=case.pk)


def make_teams(people: dict[str, User]) -> int:
    first = changes.make("Première ligne – Selbständige in Wallonien und Brüssel", ["question"], by=BY)
    changes.make("Empty team", [], by=BY)
    for name in ("anna", "ben", "lea"):
        changes.join(first, people[name], by=BY)
    for skill in changes.list_skills():
        changes.learn(people["ben"], skill, by=BY)
    changes.schedule(people["ben"], [8, 8, 8, 8, 6, 0, 0], 12, by=BY)
    return first.pk


def close_files(people: dict[str, User]) -> str:
    """A public figure's file, opened in an emergency, with somebody cleared and somebody's own."""
    minister = make_person("Jan Minister-Vandenbroucke")
    restrict(minister)
    grant(people["leo"], "vip", reason="Handles all of them", by=people["dirk"])
    link_staff(people["ben"], make_person("Bénédicte Vandenbroucke").reference, by=people["dirk"])
    anna = User.objects.get(pk=people["anna"].pk)  # who knows nothing of her rights yet
    open_file(minister.reference, reason="His child was born today and the deadline is tonight", by=anna)
    return minister.reference


def make_draft(people: dict[str, User]) -> int:
    catalogue.deploy(["recovery", "payment_plan"], by=system("tests"), now=NOW)
    return drafts.open_draft("recovery", by=people["olga"], now=NOW).pk


def make_run(draft_id: int, owner: User) -> int:
    """On the bench, the ladder of a scenario, at the first task a person does."""
    source = Source("recovery", draft=Draft.objects.get(pk=draft_id))
    known = next(one for one in bench_defaults.list_known(source) if "reached" in one.name)
    setting = Setting(known.begins, None, known.data, known.operations)
    run = bench_runs.begin(source, setting, {}, by=owner, now=NOW)
    played = bench_playing.start_playing(run.pk, People.STOP, rev=0, by=owner, now=NOW)
    while played.stop is None:
        played = bench_playing.go_on(run.pk, rev=played.run.rev, by=owner, now=NOW)
    return run.pk


def make_places(people: dict[str, User]) -> dict[str, object]:
    """What the addresses of the workplace name."""
    begin()
    person = make_person("Marie-Antoinette Vandenbroucke-Vermeulen")
    case = talk_about(people, person)
    quiet = open_question(people["lea"])
    paused = ServiceLevelClock.objects.filter(instance__case_ref=quiet.reference).order_by("id").first()
    return {
        "case": case.reference,
        "asked": task_of(case).pk,
        "quiet": quiet.reference,
        "free": task_of(quiet).pk,
        "clock": paused.pk if paused else 0,
        "team": make_teams(people),
        "ben": people["ben"].pk,
        "leo": people["leo"].pk,
        "person": person.reference,
        "minister": close_files(people),
        "draft": (draft := make_draft(people)),
        "decided": drafts.open_draft("payment_plan", by=people["olga"], now=NOW).pk,
        "decision": "plan_decision",
        "calendar": drafts.open_draft("calendar-belgium", by=people["olga"], now=NOW).pk,
        "run": make_run(draft, people["olga"]),
    }
