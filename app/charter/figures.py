"""What a period tells of the charter: promises on time, late and running, cases opened, texts handed out, contacts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from app.accounts.hiding import list_hidden, of_cases
from app.cases.models import Case
from app.charter.commitments import Charter, Commitment, Evidence, EvidenceKind
from app.charter.measures import MEASURES, Measured
from app.correspondence.contact_models import Contact, Direction
from app.correspondence.information import information_library
from app.correspondence.models import Letter
from app.correspondence.packs import PROCESS as INFORMATION
from app.periods import Period
from workflows.models import ServiceLevelClock
from workflows.models.states import ClockState

OPEN = (ClockState.RUNNING, ClockState.PAUSED)
LATE = Q(state=ClockState.MET_LATE) | Q(state__in=OPEN, breached_at__isnull=False)
#: What adds to a commitment's figure by itself; processes are counted once, however many of their steps keep it.
COUNTED = (EvidenceKind.LEVEL, EvidenceKind.MEASURE, EvidenceKind.PACK, EvidenceKind.CHANNEL)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Tally:
    """Promises by what became of them; `running` are neither met nor broken yet. the others are counts."""

    on_time: int = 0
    late: int = 0
    running: int = 0
    cases: int = 0
    letters: int = 0
    contacts: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.on_time + other.on_time,
            self.late + other.late,
            self.running + other.running,
            self.cases + other.cases,
            self.letters + other.letters,
            self.contacts + other.contacts,
        )

    @property
    def decided(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> Decimal | None:
        """Percent on time of what is decided, to one decimal; None when nothing is."""
        if not self.decided:
            return None
        return (HUNDRED * self.on_time / self.decided).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Figures:
    """All of a period in a bounded number of queries."""

    levels: Mapping[tuple[str, str], Tally]
    cases: Mapping[str, int]
    letters: Mapping[str, int]
    contacts: Mapping[str, int]
    measures: Mapping[str, Measured] = field(default_factory=dict)

    def of(self, evidence: Evidence) -> Tally:
        """What one piece of evidence shows; guards, pages and operations show no figures."""
        if evidence.kind == EvidenceKind.LEVEL:
            return self.levels.get((evidence.process, evidence.name), Tally())
        if evidence.kind == EvidenceKind.MEASURE:
            measured = self.measures.get(evidence.name, Measured(0, ()))
            return Tally(measured.count - len(measured.faults), len(measured.faults))
        if evidence.kind in (EvidenceKind.PROCESS, EvidenceKind.STEP):
            return Tally(cases=self.cases.get(evidence.process, 0))
        if evidence.kind == EvidenceKind.PACK:
            texts = information_library().packs[evidence.name].texts
            return Tally(letters=self.letters.get(texts[0].key, 0))
        if evidence.kind == EvidenceKind.CHANNEL:
            return Tally(contacts=self.contacts.get(evidence.name, 0))
        return Tally()

    def sum(self, commitment: Commitment) -> Tally:
        """Each process is counted once, however many of its steps keep the commitment."""
        total = Tally()
        for one in commitment.kept_by:
            if one.kind in COUNTED:
                total += self.of(one)
        processes = {one.process for one in commitment.kept_by if one.process}
        return total + Tally(cases=sum(self.cases.get(process, 0) for process in processes))


def read_figures(period: Period) -> Figures:
    cases = Case.objects.filter(period.covers("opened_at")).values("process").annotate(n=Count("id"))
    letters, contacts = count_told(period)
    return Figures(
        levels=read_levels(period),
        cases={row["process"]: row["n"] for row in cases.order_by()},
        letters=letters,
        contacts=contacts,
        measures=read_measures(period),
    )


def read_measures(period: Period) -> Mapping[str, Measured]:
    return {name: count(period) for name, count in MEASURES.items()}


def count_told(period: Period) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Texts handed out by name and contacts received by channel, in one statement."""
    letters = Letter.objects.filter(period.covers("made_at"), process=INFORMATION)
    contacts = Contact.objects.filter(period.covers("at"), direction=Direction.IN)
    texts = letters.order_by().values_list("name").annotate(n=Count("id"), told=Value("letter"))
    calls = contacts.order_by().values_list("channel").annotate(n=Count("id"), told=Value("contact"))
    counts: dict[str, dict[str, int]] = {"letter": {}, "contact": {}}
    for name, count, told in texts.union(calls, all=True):
        counts[told][name] = count
    return counts["letter"], counts["contact"]


def list_letters(commitment: Commitment, period: Period) -> QuerySet[Letter]:
    """The texts handed out that the commitment's figure counts, newest first."""
    packs = information_library().packs
    names = [packs[one.name].texts[0].key for one in commitment.kept_by if one.kind == EvidenceKind.PACK]
    letters = Letter.objects.filter(period.covers("made_at"), process=INFORMATION, name__in=names)
    return letters.defer("pdf", "data").select_related("party").order_by("-made_at", "-pk")


def list_contacts(commitment: Commitment, period: Period) -> QuerySet[Contact]:
    """The contacts received that the commitment's figure counts, newest first."""
    channels = [one.name for one in commitment.kept_by if one.kind == EvidenceKind.CHANNEL]
    contacts = Contact.objects.filter(period.covers("at"), direction=Direction.IN, channel__in=channels)
    return contacts.select_related("party").order_by("-at", "-pk")


def read_levels(period: Period) -> Mapping[tuple[str, str], Tally]:
    rows = (
        name_process(ServiceLevelClock.objects.filter(period.covers("started_at")))
        .values("promised_by", "level")
        .annotate(
            on_time=Count("id", filter=Q(state=ClockState.MET)),
            late=Count("id", filter=LATE),
            running=Count("id", filter=Q(state__in=OPEN, breached_at__isnull=True)),
        )
        .order_by()
    )
    found: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in rows:
        found[row["promised_by"], row["level"]] += Tally(row["on_time"], row["late"], row["running"])
    return found


def name_process(clocks: QuerySet[ServiceLevelClock]) -> QuerySet[Any]:
    """With `promised_by`: the called process that made the promise, else the one of the instance."""
    called = NullIf(F("process"), Value("", output_field=TextField()))
    return clocks.annotate(promised_by=Coalesce(called, F("instance__definition_key")))


def list_promises(
    commitment: Commitment, period: Period, *, outcome: str = "", after: int = 0
) -> QuerySet[Any]:
    """The promises of a commitment that began in the period, newest first; `outcome` late, on_time or running.

    `after` is the id of the last one seen.
    """
    wanted = Q(pk__in=[])
    for one in commitment.kept_by:
        if one.kind == EvidenceKind.LEVEL:
            wanted |= Q(promised_by=one.process, level=one.name)
    clocks = name_process(ServiceLevelClock.objects.filter(period.covers("started_at"))).filter(wanted)
    clocks = clocks.exclude(state=ClockState.CANCELLED)
    if hidden := list_hidden():
        clocks = clocks.exclude(of_cases(hidden, "instance__case_ref"))
    outcomes = {
        "late": LATE,
        "on_time": Q(state=ClockState.MET),
        "running": Q(state__in=OPEN, breached_at__isnull=True),
    }
    if outcome in outcomes:
        clocks = clocks.filter(outcomes[outcome])
    if after:
        clocks = clocks.filter(pk__lt=after)
    return clocks.select_related("instance").order_by("-pk")


def count_kept(found: Charter, figures: Figures) -> Mapping[str, int]:
    """How many commitments were kept without a breach, broken at least once, without figures, and not kept yet."""
    counts = {"kept": 0, "broken": 0, "silent": 0, "open": 0}
    for state in (judge(one, figures.sum(one)) for one in found.commitments.values()):
        counts[state] += 1
    return counts


def judge(commitment: Commitment, tally: Tally) -> str:
    """kept, broken (late at least once), silent (nothing was promised in the period) or open (nothing keeps it yet)."""
    if not commitment.is_kept:
        return "open"
    if tally.late:
        return "broken"
    return "kept" if tally.on_time else "silent"


def list_of_chapter(found: Charter, chapter: str) -> Iterable[Commitment]:
    return (one for one in found.commitments.values() if one.chapter == chapter)
