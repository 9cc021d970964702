"""E-mail that no rule could file: the work list, one message, filing it by hand or setting it aside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import as_actor, may_open_cases, require, signed_in
from app.correspondence import incoming
from app.correspondence.forms import PlaceForm
from app.correspondence.mail_reading import read_mail
from app.correspondence.models import IncomingMail, MailState
from workflows import clock
from workflows.errors import WorkflowError

PAGE = 50


@require_GET
@require(may_open_cases)
def list_mail(request: HttpRequest) -> HttpResponse:
    """The oldest first; the page goes on after the last message shown."""
    waiting = IncomingMail.objects.filter(state=MailState.UNFILED).defer("raw", "body").order_by("pk")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 18:
        waiting = waiting.filter(pk__gt=int(after))
    rows = list(waiting[: PAGE + 1])
    following = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(request, "correspondence/mail.html", {"rows": rows[:PAGE], "following": following})


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def show_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    mail = get_object_or_404(IncomingMail.objects.select_related("contact"), pk=mail_id)
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        party, case_ref = form.cleaned_data["party_ref"], form.cleaned_data["case_ref"]
        by = str(as_actor(signed_in(request)))
        try:
            incoming.file_mail(mail.pk, party=party, case_ref=case_ref, by=by, now=clock.now())
        except WorkflowError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The message is filed."))
            return redirect("correspondence:mail")
    context = {
        "mail": mail,
        "form": form,
        "waits": mail.state != MailState.FILED,
        "attachments": [one.name for one in read_mail(bytes(mail.raw)).attachments],
    }
    return render(request, "correspondence/message.html", context, status=422 if form.errors else 200)


@require_POST
@require(may_open_cases)
def put_aside(request: HttpRequest, mail_id: int) -> HttpResponse:
    try:
        incoming.set_aside(mail_id, by=str(as_actor(signed_in(request))), now=clock.now())
    except WorkflowError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The message is set aside; it stays kept."))
    return redirect("correspondence:mail")
