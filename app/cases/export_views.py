"""The list of cases as CSV."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from app.accounts.models import User
from app.accounts.roles import signed_in
from app.cases import queries
from app.cases.views import read_language
from app.cases.wording import list_process_titles
from app.exports import delimited
from app.exports.taking import take
from workflows.models import InstanceStatus

HEADER = (
    _("Case"),
    _("Subject"),
    _("Party"),
    _("Language"),
    _("Process"),
    _("State"),
    _("Opened"),
    _("Closed"),
)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Every case of the filters."""
    user = signed_in(request)
    rows = list_lines(user, queries.read_filters(request.GET), read_language())
    return take(request, f"cases-{user.pk}", HEADER, rows)


def list_lines(user: User, filters: queries.CaseFilters, language: str) -> Iterator[list[Any]]:
    titles = list_process_titles(language)
    states = {value: str(label) for value, label in InstanceStatus.choices}
    for case in queries.read_all(user, filters, delimited.PAGE):
        process, state = titles.get(case.process, case.process), states[case.status]
        about = [case.reference, case.about, case.party_name, case.language]
        yield [*about, process, state, case.opened_at, case.closed_at]
