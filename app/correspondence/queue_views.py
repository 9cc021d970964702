"""What waits to be sent: the print queue, its batches and their lists, and tracking numbers."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import may_open_cases, require
from app.correspondence import printing, tracking
from app.correspondence.errors import LetterError
from app.correspondence.forms import TrackingForm
from app.correspondence.letter_views import answer_pdf, make_step
from app.correspondence.models import DispatchChannel, PrintBatch
from app.exports import delimited
from app.exports.taking import take

SHOWN = 50
BATCHES = 20
HEADER = (
    gettext_lazy("Letter"),
    gettext_lazy("Case"),
    gettext_lazy("Title"),
    gettext_lazy("Name"),
    gettext_lazy("Address"),
    gettext_lazy("Sent on"),
    gettext_lazy("Tracking number"),
)


@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    channels = []
    for channel in printing.POSTAL:
        waiting = printing.list_waiting(channel)
        channels.append({"channel": channel, "count": waiting.count(), "letters": waiting[:SHOWN]})
    context = {
        "channels": channels,
        "most": printing.MOST_LETTERS,
        "to_approve": printing.list_to_approve()[:SHOWN],
        "unaddressed": printing.list_unaddressed()[:SHOWN],
        "batches": PrintBatch.objects.order_by("-at")[:BATCHES],
        "may_work": may_open_cases(request.user),
    }
    return render(request, "correspondence/queue.html", context)


@require_POST
@require(may_open_cases)
def take_batch(request: HttpRequest, channel: str) -> HttpResponse:
    """Mark the waiting letters of a channel sent today and offer them as one file."""
    if channel not in printing.POSTAL:
        raise Http404
    try:
        batch = printing.take_batch(channel, day=page_time.today(), step=make_step(request))
    except LetterError as refusal:
        messages.error(request, refusal.message)
    else:
        told = ngettext("%(count)s letter is sent.", "%(count)s letters are sent.", batch.letters)
        messages.success(request, told % {"count": batch.letters})
    return redirect("correspondence:queue")


@require_GET
def print_batch(request: HttpRequest, batch: int) -> HttpResponse:  # noqa: ARG001 – a view
    found = get_object_or_404(PrintBatch, pk=batch)
    return answer_pdf(printing.print_batch(found), f"{found.day}-{found.channel}-{found.pk}")


@require_GET
def list_batch(request: HttpRequest, batch: int) -> HttpResponseBase:
    found = get_object_or_404(PrintBatch, pk=batch)
    return take(request, f"{found.day}-{found.channel}-{found.pk}", HEADER, list_lines(found))


def list_lines(batch: PrintBatch) -> Iterator[list[Any]]:
    letters = printing.list_letters_of(batch).defer("pdf", "data").select_related("dispatch")
    for letter in letters.iterator(delimited.PAGE):
        sent = letter.dispatch
        about = [letter.pk, letter.case_ref, letter.title, letter.recipient.get("name", "")]
        yield [*about, ", ".join(sent.address.splitlines()), sent.sent_on, sent.tracking]


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def import_tracking(request: HttpRequest) -> HttpResponse:
    form = TrackingForm(request.POST or None)
    accepted: int | None = None
    refused: list[tracking.Refused] = []
    if form.is_valid():
        accepted, refused = tracking.import_tracking(form.cleaned_data["lines"].splitlines())
    context = {
        "form": form,
        "accepted": accepted,
        "refused": refused,
        "registered": DispatchChannel.REGISTERED,
    }
    told = _("Tracking numbers")
    return render(
        request,
        "correspondence/tracking.html",
        {**context, "title": told},
        status=422 if form.errors else 200,
    )
