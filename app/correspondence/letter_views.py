"""One letter: what it is, how it left; rewording, approving, sending, and that it came back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from viewflow.fsm import TransitionNotAllowed

from app import page_time
from app.accounts.roles import as_actor, may_open_cases, require, signed_in
from app.correspondence import letter_life, releasing, rewording
from app.correspondence.errors import LetterError, LetterRefused
from app.correspondence.forms import BlocksForm, ReturnForm, SendForm
from app.correspondence.letter_life import Step
from app.correspondence.mention_checks import MENTIONS, list_missing
from app.correspondence.models import Letter, LetterState
from app.correspondence.queries import tell_letter
from app.people import file_reads
from app.people.read_models import FilePage
from workflows import clock


def find_or_404(letter_id: UUID) -> Letter:
    return get_object_or_404(Letter.objects.select_related("party", "dispatch", "version"), pk=letter_id)


def make_step(request: HttpRequest, reason: str = "") -> Step:
    return Step(by=str(as_actor(signed_in(request))), now=clock.now(), reason=reason)


def record_reading(request: HttpRequest, letter: Letter) -> None:
    """A letter to nobody the fund knows is in nobody's file."""
    if letter.party:
        file_reads.record(request, letter.party, FilePage.LETTER, case_ref=letter.case_ref)


@require_GET
def show_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    letter = find_or_404(letter_id)
    record_reading(request, letter)
    return render(request, "correspondence/letter.html", describe(request, letter))


def describe(request: HttpRequest, letter: Letter, **forms_in_use: forms.Form) -> dict[str, Any]:
    missing = list_missing(letter.decision, letter.mentions) if letter.decision else []
    today = page_time.today()
    waits = letter.state in {LetterState.MADE, LetterState.APPROVED}
    return {
        "letter": letter,
        "dispatch": getattr(letter, "dispatch", None),
        "missing": [MENTIONS[name] for name in missing],
        "may_work": may_open_cases(request.user),
        "may_reword": letter.state == LetterState.MADE and bool(letter.blocks),
        "must_approve": letter.state == LetterState.MADE and letter.needs_approval,
        "waits": waits,
        "events": tell_letter(letter),
        "blocks_form": forms_in_use.get("blocks") or BlocksForm(letter),
        "send_form": forms_in_use.get("send")
        or SendForm(initial={"channel": letter.channel, "sent_on": today}),
        "return_form": forms_in_use.get("back") or ReturnForm(initial={"returned_on": today}),
    }


@require_GET
def show_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter byte for byte."""
    letter = find_or_404(letter_id)
    record_reading(request, letter)
    return answer_pdf(bytes(letter.pdf), f"{letter.case_ref or 'letter'}-{letter.name}-{letter.language}")


def answer_pdf(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_POST
@require(may_open_cases)
def preview(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as it would be; nothing is kept."""
    letter = find_or_404(letter_id)
    form = BlocksForm(letter, request.POST)
    if not form.is_valid():
        return render(
            request, "correspondence/letter.html", describe(request, letter, blocks=form), status=422
        )
    try:
        return answer_pdf(rewording.preview(letter, form.texts()), "preview")
    except LetterRefused as refusal:
        form.add_error(None, refusal.message)
        return render(
            request, "correspondence/letter.html", describe(request, letter, blocks=form), status=422
        )


@require_POST
@require(may_open_cases)
def reword(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    letter = find_or_404(letter_id)
    form = BlocksForm(letter, request.POST)
    if form.is_valid():
        try:
            rewording.reword_letter(letter.pk, form.texts(), make_step(request))
        except LetterError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The letter has its new words."))
            return redirect("correspondence:letter", letter.pk)
    return render(request, "correspondence/letter.html", describe(request, letter, blocks=form), status=422)


@require_POST
@require(may_open_cases)
def approve(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    letter = find_or_404(letter_id)
    try:
        releasing.release_letter(letter.pk, make_step(request))
    except LetterError as refusal:
        messages.error(request, refusal.message)
    except TransitionNotAllowed:
        messages.error(request, _("The letter is no longer in that state."))
    else:
        messages.success(request, _("The letter may leave."))
    return redirect("correspondence:letter", letter.pk)


@require_POST
@require(may_open_cases)
def send(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """A letter that somebody sends by hand."""
    letter = find_or_404(letter_id)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            letter_life.send_letter(letter.pk, make_step(request), **form.cleaned_data)
        except LetterError as refusal:
            form.add_error(None, refusal.message)
        except TransitionNotAllowed:
            form.add_error(None, _("The letter is no longer in that state."))
        else:
            messages.success(request, _("The letter is sent and locked."))
            return redirect("correspondence:letter", letter.pk)
    return render(request, "correspondence/letter.html", describe(request, letter, send=form), status=422)


@require_POST
@require(may_open_cases)
def take_back(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    letter = find_or_404(letter_id)
    form = ReturnForm(request.POST)
    if form.is_valid() and came_back_in_order(letter, form):
        step = make_step(request, form.cleaned_data["reason"])
        try:
            letter_life.return_letter(letter.pk, step, returned_on=form.cleaned_data["returned_on"])
        except TransitionNotAllowed:
            form.add_error(None, _("The letter is no longer in that state."))
        else:
            messages.success(request, _("It is recorded that the letter came back."))
            return redirect("correspondence:letter", letter.pk)
    return render(request, "correspondence/letter.html", describe(request, letter, back=form), status=422)


def came_back_in_order(letter: Letter, form: ReturnForm) -> bool:
    dispatch = getattr(letter, "dispatch", None)
    if dispatch is not None and form.cleaned_data["returned_on"] < dispatch.sent_on:
        form.add_error("returned_on", _("It cannot come back before it was sent."))
        return False
    return True
