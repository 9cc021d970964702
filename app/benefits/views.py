"""The page of rights found: what each detector found, for whom, and why or why not."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.benefits import queries
from app.benefits.detection_models import DetectionOutcome
from app.benefits.rights import may_read_detections
from app.exports.taking import take

HEADER = (
    gettext_lazy("Right"),
    gettext_lazy("Person"),
    gettext_lazy("Event on"),
    pgettext_lazy("right", "Outcome"),
    gettext_lazy("Why"),
    gettext_lazy("Detected on"),
    gettext_lazy("Case"),
)


def read_language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in {"fr", "nl", "de", "en"} else "fr"


@require_GET
@require(may_read_detections)
def list_detections(request: HttpRequest) -> HttpResponse:
    filters, language = queries.read_filters(request.GET), read_language()
    found, following = queries.read_page(filters, language)
    narrowed = {
        name: value
        for name, value in {"detector": filters.detector, "outcome": filters.outcome}.items()
        if value
    }
    context = {
        "found": found,
        "filters": filters,
        "summaries": queries.summarise(language),
        "outcomes": DetectionOutcome.choices,
        "narrowed": urlencode(narrowed),
        "following": urlencode({**narrowed, "after": following}) if following else "",
    }
    return render(request, "benefits/detections.html", context)


@require_GET
@require(may_read_detections)
def export_detections(request: HttpRequest) -> HttpResponseBase:
    """Every detection of the filters as CSV."""
    found = queries.read_all(queries.read_filters(request.GET), read_language())
    rows = (
        [
            one.title,
            f"{one.row.party.name} ({one.row.party.reference})",
            one.row.event_on,
            one.row.get_outcome_display(),
            one.reason,
            one.row.detected_on,
            one.row.case_ref,
        ]
        for one in found
    )
    return take(request, "rights-found", HEADER, rows)
