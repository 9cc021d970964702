"""The door: signing in and out."""

from collections.abc import Sequence
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from app.accounts.demo_progress import read_demo_progress
from app.accounts.models import User
from app.accounts.roles import name_role
from app.content_security import POLICY
from app.embedded.sign_ins import SignIn as SignInOfDemo
from app.embedded.sign_ins import read_sign_ins
from app.sign_in import events
from app.sign_in.forms import SignInForm
from app.sign_in.models import EventKind


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "sign_in/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the people of the demo fund, where this is one."""
        people = read_sign_ins()
        progress = read_demo_progress() if people else None
        told: dict[str, Any] = super().get_context_data(
            demo_people=group_people(people), demo_progress=progress, **kwargs
        )
        return {**told, "directory": settings.DIRECTORY}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return allow_directory(response)


def group_people(people: Sequence[SignInOfDemo]) -> list[list[tuple[str, SignInOfDemo]]]:
    """Role and sign-in: one of each role, then their colleagues; nothing where there are none."""
    firsts = list({one.role: one for one in reversed(people)}.values())[::-1]
    others = [one for one in people if one not in firsts]
    return [[(name_role(one.role), one) for one in group] for group in (firsts, others) if group]


def allow_directory(response: HttpResponse) -> HttpResponse:
    """The form that leads to the directory ends on its site; browsers hold `form-action` against that too."""
    if settings.DIRECTORY is not None:
        allowed = f"form-action 'self' {settings.DIRECTORY.origins}"
        response.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", allowed)
    return response


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Also leaves a sign-in half-way, before the second factor."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            events.record(EventKind.SIGNED_OUT, request, request.user)
        return super().post(request, *args, **kwargs)


def refuse_locked(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Too many wrong passwords: say how long to wait (axes calls this)."""
    person = request.user if isinstance(request.user, User) else None
    typed = request.POST.get("username", "")
    events.record(EventKind.LOCKED, request, person or events.find_person(typed), detail="password")
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "sign_in/locked.html", {"minutes": minutes}, status=429)


@login_not_required
@require_GET
def show_refused(request: HttpRequest) -> HttpResponse:
    """The organisation vouches for somebody whom the fund does not let in."""
    return render(request, "sign_in/refused.html", {"reason": "unknown"}, status=403)
