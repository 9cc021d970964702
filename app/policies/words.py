"""The words of policies: targets, warnings and pauses, and what changed from one edition to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from app.accounts.roles import name_role
from app.cases.wording import choose
from app.policies.content import MEASURES, Content
from app.policies.models import PolicyEdition

NAMES: Mapping[str, Any] = {
    "first_action": gettext_lazy("First action"),
    "step": pgettext_lazy("target of a policy", "Each step"),
    "total": gettext_lazy("The whole case"),
}
UNIT_NAMES: Mapping[str, Any] = {
    "working_days": gettext_lazy("working days"),
    "calendar_days": gettext_lazy("calendar days"),
    "working_hours": gettext_lazy("working hours"),
    "hours": gettext_lazy("hours"),
    "weeks": gettext_lazy("weeks"),
    "months": gettext_lazy("months"),
}
KINDS: Mapping[str, Any] = {
    "service": gettext_lazy("Promise of service"),
    "legal": gettext_lazy("Legal deadline"),
}


@dataclass(frozen=True)
class Change:
    """One thing that differs between two editions, in words."""

    name: str
    before: str
    after: str


def read_language() -> str:
    return get_language() or "fr"


def tell_title(content: Content) -> str:
    return choose(content["titles"], read_language())


def tell_span(span: Mapping[str, Any]) -> str:
    count = int(span["value"])
    texts = {
        "working_days": ngettext("%(count)s working day", "%(count)s working days", count),
        "calendar_days": ngettext("%(count)s calendar day", "%(count)s calendar days", count),
        "working_hours": ngettext("%(count)s working hour", "%(count)s working hours", count),
        "hours": ngettext("%(count)s hour", "%(count)s hours", count),
        "weeks": ngettext("%(count)s week", "%(count)s weeks", count),
        "months": ngettext("%(count)s month", "%(count)s months", count),
    }
    return texts[str(span["unit"])] % {"count": count}


def tell_targets(content: Content) -> list[tuple[str, str]]:
    return [
        (str(NAMES[one]), tell_span(content["targets"][one])) for one in MEASURES if one in content["targets"]
    ]


def tell_warning(warning: Mapping[str, Any]) -> str:
    told = f"{warning['percent']}\xa0%"
    return f"{told} → {name_role(warning['notify'])}" if warning.get("notify") else told


def tell_escalation(rung: Mapping[str, Any]) -> str:
    told = {"span": tell_span(rung["after"]), "role": name_role(rung["notify"])}
    return _("%(span)s after it is broken → %(role)s") % told


def tell_pause(pause: Mapping[str, Any]) -> str:
    parts = [choose(pause["reason"], read_language())]
    if pause["planned_days"]:
        count = int(pause["planned_days"])
        parts.append(ngettext("at most %(count)s day", "at most %(count)s days", count) % {"count": count})
    if pause["nodes"]:
        parts.append(_("by itself at %(steps)s") % {"steps": ", ".join(pause["nodes"])})
    return " · ".join(parts)


def tell_all(content: Content) -> Iterator[tuple[str, str]]:
    """Every part of a policy with its words."""
    yield _("Title"), " / ".join(f"{code}: {title}" for code, title in sorted(content["titles"].items()))
    yield _("Which cases"), content["selector"]
    for measure in MEASURES:
        span = content["targets"].get(measure)
        yield str(NAMES[measure]), tell_span(span) if span else ""
    yield _("Warnings"), ", ".join(map(tell_warning, content["warnings"]))
    yield _("Once it is broken"), ", ".join(map(tell_escalation, content["escalation"]))
    yield _("Reasons to stand still"), ", ".join(map(tell_pause, content["pauses"]))
    yield _("Kind"), str(KINDS[content["kind"]])
    yield _("Calendar"), content["calendar"]
    yield _("Owner"), name_role(content["owner"])
    yield _("Legal basis"), ", ".join(content["legal_basis"])


def list_changes(edition: PolicyEdition, before: PolicyEdition | None) -> list[Change]:
    """What an edition changes in the one before it; everything where it is the first."""
    old = dict(tell_all(before.content)) if before else {}
    new = dict(tell_all(edition.content))
    return [Change(name, old.get(name, ""), text) for name, text in new.items() if old.get(name, "") != text]
