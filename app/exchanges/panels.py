"""The exchanges on the page of a party: where it is registered, what was sent about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import as_actor, require, signed_in
from app.exchanges.forms import RegistrationForm
from app.exchanges.institutions import register as register_with
from app.exchanges.rights import may_change_exchanges, may_read_contents
from app.exchanges.views import name_institution, name_type, speak
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.people.panels import Panel, register
from app.people.queries import find_party
from workflows import clock

SHOWN = 10


def describe(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """Nothing of a company that nothing was sent about: it has no mutuality."""
    language = speak()
    sent = list(party.transmissions.defer("payload", "correction").order_by("-id")[:SHOWN])
    registered = list(party.registrations.order_by("kind", "-started_on"))
    if party.kind == Kind.COMPANY and not sent and not registered:
        return None
    return {
        "sent": [(one, name_type(one, language)) for one in sent],
        "registered": [(one, name_institution(one.institution, language)) for one in registered],
        "may_register": may_change_exchanges(request.user),
        "is_person": party.kind == Kind.PERSON,
    }


@require_http_methods(["GET", "POST"])
@require(may_change_exchanges)
def register_party(request: HttpRequest, reference: str) -> HttpResponse:
    """The party is with an institution from a day on."""
    try:
        party = find_party(reference)
    except PartyUnknown:
        raise Http404 from None
    form = RegistrationForm(request.POST or None, initial={"from_day": page_time.today()})
    if form.is_valid():
        by, data = str(as_actor(signed_in(request))), form.cleaned_data
        register_with(party, data["institution"], from_day=data["from_day"], by=by, now=clock.now())
        messages.success(request, _("The registration is kept."))
        return redirect("people:party", party.reference)
    context = {"party": party, "form": form}
    return render(request, "exchanges/register.html", context, status=422 if form.errors else 200)


def register_panel() -> None:
    register(
        Panel(
            "exchanges",
            gettext_lazy("Other institutions"),
            "exchanges/party_panel.html",
            describe,
            order=70,
            aside=True,
            allowed=may_read_contents,
        )
    )
