"""What a policy says, checked when it is proposed, and the levels the kernel counts from it.

titles {fr nl de en} · kind · selector (FEEL) · calendar · owner (role) · legal_basis ·
targets {measure: {value, unit}} · warnings [{percent, notify}] · escalation [{after: {value, unit}, notify}] ·
pauses [{reason {fr nl de en}, planned_days, nodes}]
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from app.policies.errors import PolicyRefused
from app.policies.facts import list_roles, read_manifests
from app.policies.selectors import check_selector, tell_near
from workflows.calendars import load_calendar
from workflows.errors import WorkflowError
from workflows.models.service_level import LevelKind
from workflows.offered_levels import FIRST_ACTION, STEP, TOTAL

Content = Mapping[str, Any]
MEASURES = (FIRST_ACTION, STEP, TOTAL)
UNITS = ("working_days", "calendar_days", "working_hours", "hours", "weeks", "months")
MOST = 1000
STARTS = {FIRST_ACTION: "started", STEP: "entered", TOTAL: "started"}


def check_content(content: Content) -> None:
    """Raises PolicyRefused naming the first thing that could not count."""
    for code, _name in settings.LANGUAGES:
        if not str(content["titles"].get(code, "")).strip():
            raise PolicyRefused(_("A policy has a title in each of the four languages."), f"title_{code}")
    if content["kind"] not in LevelKind.values:
        raise PolicyRefused(_("A promise is legal or of service."), "kind")
    check_calendar(content["calendar"])
    check_targets(content["targets"])
    check_warnings(content)
    check_pauses(content)
    if content["owner"] not in list_roles():
        raise PolicyRefused(_("Nobody has this role."), "owner")
    check_selector(content["selector"], content["targets"])


def check_calendar(name: str) -> None:
    try:
        load_calendar(name)
    except WorkflowError as error:
        raise PolicyRefused(_("There is no calendar of this name."), "calendar") from error


def check_targets(targets: Mapping[str, Mapping[str, Any]]) -> None:
    if not targets or not targets.keys() <= set(MEASURES):
        raise PolicyRefused(_("Set at least one target."), "total_value")
    for measure, span in targets.items():
        if not 1 <= int(span["value"]) <= MOST or span["unit"] not in UNITS:
            raise PolicyRefused(_("A target is 1 or more, in a unit that is known."), f"{measure}_value")


def check_warnings(content: Content) -> None:
    percents = [int(one["percent"]) for one in content["warnings"]]
    if any(not 1 <= one <= 99 for one in percents) or percents != sorted(set(percents)):
        raise PolicyRefused(_("Warnings go up, each from 1 to 99 percent."), "warning_1_percent")
    roles = list_roles()
    for one in (*content["warnings"], *content["escalation"]):
        if one.get("notify") and one["notify"] not in roles:
            raise PolicyRefused(_("Nobody has this role."), "warning_1_notify")


def check_pauses(content: Content) -> None:
    nodes = {node for one in read_manifests().values() for node in one.get("nodes", {})}
    for place, pause in enumerate(content["pauses"], start=1):
        if any(not str(pause["reason"].get(code, "")).strip() for code, _name in settings.LANGUAGES):
            raise PolicyRefused(
                _("A reason has its words in each of the four languages."), f"pause_{place}_fr"
            )
        for node in pause["nodes"]:
            if node not in nodes:
                told = {"node": node, "hint": tell_near(node, nodes)}
                raise PolicyRefused(
                    _("No process has a step “%(node)s”%(hint)s.") % told, f"pause_{place}_nodes"
                )


def list_levels(policy: str, number: int, content: Content) -> list[dict[str, Any]]:
    """One level for each target, as the kernel keeps it in the clocks it starts."""
    return [
        make_level(policy, number, content, measure) for measure in MEASURES if measure in content["targets"]
    ]


def make_level(policy: str, number: int, content: Content, measure: str) -> dict[str, Any]:
    span = content["targets"][measure]
    warnings = content["warnings"]
    return {
        "id": f"{policy}:{measure}",
        "policy": {"key": policy, "number": number},
        "measure": measure,
        "titles": content["titles"],
        "kind": content["kind"],
        "selector": content["selector"],
        "calendar": content["calendar"],
        "owner": content["owner"],
        "legal_basis": list(content["legal_basis"]),
        "rule": "fund",
        "start": STARTS[measure],
        "stop": ["ended"],
        "due": [],
        "target": dict(span),
        "pause": list(list_pauses(content)),
        "longest_extension": 0,
        "warning": dict(warnings[0]) if warnings else None,
        "escalation": [*map(dict, warnings[1:]), *map(dict, content["escalation"])],
    }


def list_pauses(content: Content) -> Iterator[dict[str, Any]]:
    """A reason stands alone where people give it, and once for each step at which the clock stops by itself."""
    for pause in content["pauses"]:
        titles = pause["reason"]
        told = {"reason": titles["en"], "titles": titles, "planned_days": pause["planned_days"] or None}
        yield told
        for node in pause["nodes"]:
            yield {**told, "node": node}
