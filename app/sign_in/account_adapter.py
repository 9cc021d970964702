"""What allauth asks us while somebody signs in: nobody registers, every step is written down, sessions are counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from app.accounts import proofs
from app.accounts.models import User
from app.sign_in import events, sessions
from app.sign_in.browsers import describe_browser, find_address
from app.sign_in.directory_levels import is_vouched_for
from app.sign_in.models import EventKind
from app.sign_in.session_store import ADDRESS, BROWSER


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The parts of allauth's own adapter that are not here send mail or register people: their pages do not exist."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 – allauth names it
        return False

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002 – allauth names it
        """Every answer is a page."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very site: another host that Vigie answers to is somebody else's page."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what happened; allauth's messages would say it twice."""

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """The person reads it on their security page."""

    def get_login_stages(self) -> list[str]:
        return ["app.sign_in.stages.FactorStage"]

    def is_reauthentication_required(self, app: str) -> bool:  # noqa: ARG002 – allauth names it
        return not proofs.is_fresh(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """A password or second factor; who has neither signs in anew at the directory."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return found or [{"id": "directory", "description": "", "url": reverse("account_sign_in_again")}]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong name or password. Of a lockout axes tells: `refuse_locked` writes that down."""
        if not getattr(request, "axes_locked_out", False):
            events.record(EventKind.REFUSED, request, events.find_person(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: User) -> None:
        """Django changes the session's key; it then carries where it is used."""
        super().login(request, user)
        request.session[ADDRESS], request.session[BROWSER] = find_address(request), describe_browser(request)

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **kwargs: Any
    ) -> HttpResponse:
        vouched = is_vouched_for(signal_kwargs)
        if vouched or proofs.was_factor_asked(request):
            proofs.note_factor(request)
        sessions.end_oldest(user, but=request.session.session_key)
        events.record(EventKind.SIGNED_IN, request, user, detail=describe_way(request, vouched=vouched))
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs)  # type: ignore[no-any-return]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """As a wrong password: whether an account exists is nobody's business."""
        events.record(EventKind.REFUSED, request, user, detail="inactive")
        return HttpResponseRedirect(reverse("account_refused"))


def describe_way(request: HttpRequest, *, vouched: bool) -> str:
    """`password`, `password, totp`, `directory`: what was shown, in the order it was."""
    ways = [
        "directory" if proof["method"] == "socialaccount" else proof["method"]
        for proof in proofs.list_proofs(request)
    ]
    kinds = [
        proof.get("type", "mfa") if way == "mfa" else way
        for way, proof in zip(ways, proofs.list_proofs(request), strict=True)
    ]
    return ", ".join(dict.fromkeys(kinds))[:60] + (" +" if vouched else "")
