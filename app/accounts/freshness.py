"""Acts that ask a person first to prove again who they are: paying, publishing, opening what is closed to them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from app.accounts.proofs import is_fresh

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def prove_afresh(request: HttpRequest) -> None:
    """Within a view, before the one act that matters: asks, then does the whole request again.

    Raises ReauthenticationRequired, which leads to the page that asks (allauth's middleware).
    """
    if not is_fresh(request):
        raise ReauthenticationRequired


def require_fresh_proof(view: View[P]) -> View[P]:
    """Asks for the password or second factor where the last proof is older than VIGIE_FRESH_MINUTES, then does what
    was asked, with the form that was sent. Pages that only show are let through."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            prove_afresh(request)
        return view(request, *args, **kwargs)

    return guarded
