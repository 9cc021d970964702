"""Logging a contact, showing one, and opening a case for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import as_actor, may_open_cases, require, signed_in
from app.correspondence import contacts
from app.correspondence.errors import CorrespondenceError
from app.correspondence.forms import ContactForm
from app.correspondence.models import Contact
from app.correspondence.queries import name_author
from app.people import file_reads
from app.people.read_models import FilePage
from workflows import clock
from workflows.errors import WorkflowError


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def log(request: HttpRequest) -> HttpResponse:
    """The form; opened from a party or a case it names them, and goes back there."""
    now = clock.now()
    if request.method == "POST":
        form = ContactForm(request.POST)
        if form.is_valid():
            contact = try_to_log(request, form)
            if contact is not None:
                messages.success(request, _("The contact is logged."))
                return redirect(find_way_back(request) or contact_link(contact))
    else:
        given = ContactForm.propose(now, request.GET.get("party", ""), request.GET.get("case", ""))
        form = ContactForm(initial=given)
    status = 422 if form.errors else 200
    shown = {"form": form, "back": find_way_back(request)}
    return render(request, "correspondence/log.html", shown, status=status)


def try_to_log(request: HttpRequest, form: ContactForm) -> Contact | None:
    values = dict(form.cleaned_data)
    party, now = values.pop("party_ref"), clock.now()
    try:
        return contacts.log_contact(**values, party=party, now=now, by=str(as_actor(signed_in(request))))
    except CorrespondenceError as refusal:
        form.add_error("at" if refusal.context.get("input") == "at" else None, refusal.message)
        return None


def find_way_back(request: HttpRequest) -> str:
    """The page of our own that the form was opened from."""
    back = request.POST.get("back") or request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""


def contact_link(contact: Contact) -> str:
    return reverse("correspondence:contact", args=[contact.pk])


@require_GET
def show_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("party"), pk=contact_id)
    if contact.party:
        file_reads.record(request, contact.party, FilePage.CONTACT, case_ref=contact.case_ref)
    context = {
        "contact": contact,
        "author": name_author(contact.by),
        "documents": contact.documents.defer("content").select_related("scan").order_by("name"),
        "may_open": may_open_cases(request.user) and not contact.case_ref and contacts.can_open_cases(),
    }
    return render(request, "correspondence/contact.html", context)


@require_POST
@require(may_open_cases)
def open_case(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Open a case for a contact that is on none."""
    contact = get_object_or_404(Contact, pk=contact_id)
    try:
        reference = contacts.open_case_for(contact, by=as_actor(signed_in(request)), now=clock.now())
    except WorkflowError as refusal:
        messages.error(request, refusal.message)
        return redirect("correspondence:contact", contact.pk)
    messages.success(request, _("Case %(reference)s is open.") % {"reference": reference})
    return redirect(f"/cases/{reference}/")
