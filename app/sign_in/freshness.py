"""Acts that ask a person first to prove again who they are: paying, publishing, opening what is closed to them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from app.sign_in.proofs import is_fresh

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def require_fresh_proof(view: View[P]) -> View[P]:
    """Asks for the password or second factor where the last proof is older than VIGIE_FRESH_MINUTES, then does what
    was asked, with the form that was sent. Pages that only show are let through."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") and not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
