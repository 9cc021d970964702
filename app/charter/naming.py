"""What keeps a commitment, in the reader's words."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.cases.wording import choose, list_process_titles, tell_apart
from app.charter.breach_causes import UNTOLD
from app.charter.commitments import Charter, Evidence, EvidenceKind
from app.correspondence.contact_models import ContactChannel
from app.correspondence.information import information_library
from workflows.lint import read_guards
from workflows.models import ServiceLevelClock
from workflows.process_folders import Library

Words = Mapping[str, str]


@lru_cache(maxsize=256)
def read_words(process: str, changed: int) -> Mapping[str, Mapping[str, Words]]:  # noqa: ARG001 – the key's freshness
    """Titles of the service levels and nodes of a process, as its folder words them."""
    manifest = Library().read_manifest(process)
    return {
        "levels": {one["id"]: one.get("titles", {}) for one in manifest.get("service_levels") or ()},
        "nodes": manifest.get("nodes") or {},
    }


def words_of(process: str) -> Mapping[str, Mapping[str, Words]]:
    path = Path(settings.PROCESSES_DIR) / process / "process.yaml"
    return read_words(process, path.stat().st_mtime_ns)


def name_processes(language: str) -> dict[str, str]:
    return list_process_titles(language)


def describe(one: Evidence, titles: Mapping[str, str], language: str) -> str:
    """Such as “Question: answer (promise)”; a process that is not published yet reads as its own words."""
    return DESCRIBE[one.kind](one, titles, language)


def name_process(one: Evidence, titles: Mapping[str, str]) -> str:
    return titles.get(one.process) or tell_apart(one.process)


def describe_level(one: Evidence, titles: Mapping[str, str], language: str) -> str:
    words = words_of(one.process)["levels"].get(one.name, {})
    told = {"process": name_process(one, titles), "level": choose(words, language) or one.name}
    return _("%(process)s: promise “%(level)s”") % told


def describe_step(one: Evidence, titles: Mapping[str, str], language: str) -> str:
    words = words_of(one.process)["nodes"].get(one.name, {})
    told = {"process": name_process(one, titles), "step": choose(words, language) or tell_apart(one.name)}
    return _("%(process)s: step “%(step)s”") % told


def describe_process(one: Evidence, titles: Mapping[str, str], _language: str) -> str:
    return _("Process “%(process)s”") % {"process": name_process(one, titles)}


MEASURED = {
    "contact_before_suit": gettext_lazy("a personal contact before the first suit, in every case"),
    "decision_mentions": gettext_lazy("every mandatory mention in every decision that leaves"),
}


def describe_measure(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    return _("Counted: %(measure)s") % {"measure": MEASURED.get(one.name, tell_apart(one.name))}


def describe_guard(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    guards = {guard.id: guard.title for guard in read_guards(Path(settings.PROCESSES_DIR) / "guards.yaml")}
    return _("Legal guard: %(guard)s") % {"guard": guards.get(one.name, one.name)}


def describe_pack(one: Evidence, _titles: Mapping[str, str], language: str) -> str:
    pack = information_library().packs[one.name]
    return _("Information “%(pack)s”") % {"pack": choose(pack.titles, language)}


PAGES = {
    "correspondence:log": gettext_lazy("contacts by telephone, at the counter or in writing are recorded"),
    "correspondence:mail": gettext_lazy("incoming mail: e-mail, fax, letters"),
    "people:list": gettext_lazy("people, each with who looks after the file"),
    "public:choose": gettext_lazy("information for everybody"),
    "public:choose_bulletin": gettext_lazy("bulletins for everybody"),
    "public:choose_forms": gettext_lazy("forms for everybody"),
    "statistics:quality": gettext_lazy("quality of the data"),
}


def describe_page(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    return _("Page “%(page)s”") % {"page": PAGES.get(one.name, one.name.partition(":")[0])}


def describe_channel(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    return _("Contacts received: %(channel)s") % {"channel": ContactChannel(one.name).label}


def describe_operation(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    return _("Operation %(operation)s") % {"operation": one.name}


CALCULATIONS = {
    "age_supplement": gettext_lazy("age supplement"),
    "annual_supplement": gettext_lazy("annual supplement"),
    "birth_exemption": gettext_lazy("quarter after a birth"),
    "family_allowance": gettext_lazy("family allowance"),
    "provisional_contribution": gettext_lazy("provisional contribution"),
    "surcharges": gettext_lazy("surcharges"),
}


def name_calculation(name: str) -> str:
    return str(CALCULATIONS.get(name, tell_apart(name)))


def describe_calculation(one: Evidence, _titles: Mapping[str, str], _language: str) -> str:
    return _("Calculation with its explanation: %(calculation)s") % {
        "calculation": name_calculation(one.name)
    }


DESCRIBE: Mapping[EvidenceKind, Callable[[Evidence, Mapping[str, str], str], str]] = {
    EvidenceKind.LEVEL: describe_level,
    EvidenceKind.STEP: describe_step,
    EvidenceKind.PROCESS: describe_process,
    EvidenceKind.MEASURE: describe_measure,
    EvidenceKind.GUARD: describe_guard,
    EvidenceKind.PACK: describe_pack,
    EvidenceKind.PAGE: describe_page,
    EvidenceKind.CHANNEL: describe_channel,
    EvidenceKind.OPERATION: describe_operation,
    EvidenceKind.CALCULATION: describe_calculation,
}


FIGURES = {
    "cases": gettext_lazy("Cases"),
    "contacts": gettext_lazy("Contacts received"),
    "late": gettext_lazy("Late"),
    "must_be_full": gettext_lazy("Must be 100 %"),
    "on_time": gettext_lazy("On time"),
    "promised": gettext_lazy("Promises due"),
    "running": gettext_lazy("Running"),
    "target": gettext_lazy("Target, %"),
    "texts": gettext_lazy("Texts handed out"),
}


def name_cause(key: str, found: Charter, language: str) -> str:
    """In the charter's words; a cause it no longer knows reads as its key."""
    if key == UNTOLD:
        return _("Cause not yet told")
    return choose(found.causes.get(key, {}), language) or tell_apart(key)


def name_difference(name: str, found: Charter, language: str) -> str:
    """`late`, `causes.citizen` and `2025Q4.on_time` as `differences` names them."""
    whole, _dot, part = name.partition(".")
    if not part:
        return str(FIGURES.get(whole, whole))
    if whole == "causes":
        return _("Causes: {told}").format(told=name_cause(part, found, language))
    return f"{whole}: {FIGURES.get(part, part)}"


def name_level(clock: ServiceLevelClock, language: str) -> str:
    """As the promise stood when it was made."""
    titles = clock.policy.get("titles") if isinstance(clock.policy, dict) else None
    return choose(titles or {}, language) or clock.level
