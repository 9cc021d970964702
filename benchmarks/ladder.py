"""W9: 10,000 cases walk a ladder for ninety virtual days, with holds and holidays; each day counted again by hand."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from benchmarks import models
from benchmarks.measuring import Chapter, Scale
from workflows import actors, api, clock, simulation
from workflows.models import HistoryEvent, Incident, ProcessInstance

KEY = "bench_ladder"
CASES, DAYS = 10_000, 90
BRUSSELS = ZoneInfo("Europe/Brussels")
#: Over Easter Monday, Labour Day, Ascension and Whit Monday.
FIRST = date(2026, 3, 30)
HOLIDAYS = frozenset({date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)})
ONE = timedelta(days=1)
#: Name, what it counts from, how many, in which unit.
STEPS = (
    ("first", "due", 10, "calendar_days"),
    ("second", "first", 15, "working_days"),
    ("third", "second", 30, "calendar_days"),
)
NEXT = 'next_step("walk", done, events, pauses, {}, null)'
HOLD, RELEASE = "bench.hold", "bench.release"
BY = actors.system("benchmark")


def run(scale: Scale) -> Chapter:
    chapter = Chapter("W9: a ladder of ninety days under the virtual clock, with holds and holidays")
    count = scale.count(CASES, 60)
    settings.VIRTUAL_CLOCK = True
    try:
        measure(chapter, count)
    finally:
        settings.VIRTUAL_CLOCK = False
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM workflows_virtualclock")
    return chapter


def measure(chapter: Chapter, count: int) -> None:
    models.publish(
        KEY, draw(), manifest={"process": KEY, "calendar": "belgium", "ladders": {"walk": ladder()}}
    )
    clock.begin(at_noon(FIRST))
    clock.freeze()
    cases = start(count)
    holds = {case: choose_hold(number) for number, case in enumerate(cases) if number % 3 == 0}
    begun = perf_counter()
    spent = simulation.simulate(at_noon(FIRST + DAYS * ONE), visit=Visits(holds))
    seconds = perf_counter() - begun
    fired = read_fired()
    last = FIRST + DAYS * ONE
    wrong = [
        case
        for number, case in enumerate(cases)
        if fired[case] != count_by_hand(choose_due(number), holds.get(case), last)
    ]
    steps = sum(map(len, fired.values()))
    chapter.figures["ladder"] = spent.work / seconds
    chapter.add(
        f"{count:,} cases, {steps:,} steps, {len(holds):,} holds: dates unlike those counted by hand",
        f"{len(wrong):,}",
        "0 wrong dates",
        not wrong and steps >= 2 * count,
    )
    chapter.add(
        f"{DAYS} virtual days lived by one worker",
        f"{seconds:,.0f} s, {spent.work:,} pieces of work = {spent.work / seconds:,.0f}/s",
    )
    incidents = Incident.objects.filter(instance__definition_key=KEY).count()
    chapter.add("Incidents", f"{incidents}", "0", incidents == 0)
    for case in wrong[:3]:
        hand = count_by_hand(choose_due(int(case.partition("-")[2])), holds.get(case), last)
        chapter.notes.append(f"{case}: fired {list(map(str, fired[case]))}, by hand {list(map(str, hand))}")


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def ladder() -> dict[str, object]:
    steps = [
        {"id": name, "titles": {"en": name}, "kind": "letter", "from": source, "delay": delay, "unit": unit}
        for name, source, delay, unit in STEPS
    ]
    return {"ladder": "walk", "titles": {"en": "Walk"}, "calendar": "belgium", "steps": steps}


def draw() -> str:
    """start → plan → the step is due (again until all are done), or a hold comes and its release plans anew."""
    put = "".join(
        models.output(target, value)
        for target, value in (
            ("events", f"context put(events, {NEXT}.id, today())"),
            ("done", f"concatenate(done, {NEXT}.closes)"),
        )
    )
    held = models.correlation("ref") + models.output("held_on", "today()")
    pause = 'append(pauses, {first: held_on + duration("P1D"), last: today()})'
    released = models.correlation("ref") + models.output("pauses", pause)
    return models.draw(
        KEY,
        models.node("startEvent", "start"),
        models.node("exclusiveGateway", "plan"),
        models.node("eventBasedGateway", "rest"),
        models.node("intermediateCatchEvent", "due", models.timer_at(f"{NEXT}.due"), extension=put),
        models.node("intermediateCatchEvent", "held", models.message("hold"), extension=held),
        models.node("intermediateCatchEvent", "free", models.message("release"), extension=released),
        models.node("exclusiveGateway", "more", attributes='default="more_to_plan"'),
        models.node("endEvent", "end"),
        models.path("start", "plan", "rest", "due", "more", "plan"),
        models.path("rest", "held", "free", "plan"),
        models.flow("more", "end", f"count(done) = {len(STEPS)}"),
        declared=models.declare(hold=HOLD, release=RELEASE),
    )


def start(count: int) -> list[str]:
    cases = [f"case-{number}" for number in range(count)]
    for begin in range(0, count, 1000):
        starts = [
            api.Start(
                business_key=case,
                case_ref=case,
                data={
                    "ref": case,
                    "done": [],
                    "events": {"due": choose_due(begin + place)},
                    "pauses": [],
                    "held_on": None,
                },
            )
            for place, case in enumerate(cases[begin : begin + 1000])
        ]
        api.start_many(KEY, starts, by=BY)
    return cases


def choose_due(number: int) -> date:
    return FIRST + (number % 15) * ONE


def choose_hold(number: int) -> tuple[date, date]:
    """The day it is held and the day it is released: three to nineteen days later."""
    held = FIRST + (2 + number * 7 % 43) * ONE
    return held, held + (3 + number % 17) * ONE


class Visits:
    """What people do at noon of each day: they hold cases and release them."""

    def __init__(self, holds: dict[str, tuple[date, date]]) -> None:
        self.days: dict[date, list[tuple[str, str]]] = defaultdict(list)
        for case, (held, released) in holds.items():
            self.days[held].append((HOLD, case))
            self.days[released].append((RELEASE, case))

    def __call__(self, now: datetime) -> None:
        for name, case in self.days.pop(now.astimezone(BRUSSELS).date(), ()):
            api.receive("benchmark", f"{name}:{case}", name, case, {})


def read_fired() -> dict[str, list[date]]:
    """The days on which each case's timers fired, by what history tells."""
    names = dict(ProcessInstance.objects.filter(definition_key=KEY).values_list("id", "case_ref"))
    fired: dict[str, list[date]] = defaultdict(list)
    lines = HistoryEvent.objects.filter(kind="timer_fired", instance_id__in=names).order_by("id")
    for instance, at in lines.values_list("instance_id", "at").iterator(chunk_size=5000):
        fired[names[instance]].append(at.astimezone(BRUSSELS).date())
    return fired


def count_by_hand(due: date, hold: tuple[date, date] | None, last: date) -> list[date]:
    """The days of the steps, found by crossing off one day after the other; no code of the engine has a part in it."""
    held, released = hold or (date.max - ONE, date.max - ONE)
    seen = {"due": due}
    days: list[date] = []
    for name, source, delay, unit in STEPS:
        day, left = seen[source], delay
        while left:
            day += ONE
            crossed = not (held < day <= released) and (unit == "calendar_days" or is_open(day))
            left -= crossed
        while not is_open(day):
            day += ONE
        if held < day <= released:  # it fell into the hold: it comes with the release
            day = released
        if day > last:
            break
        seen[name] = day
        days.append(day)
    return days


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS
