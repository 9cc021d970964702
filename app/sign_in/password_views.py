"""A new password: forgotten, or changed by who is signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from app.accounts.roles import signed_in
from app.sign_in import passwords
from app.sign_in.forms import ChangePasswordForm, ForgottenForm, OtherPasswordForm


@login_not_required
@require_http_methods(["GET", "POST"])
def forget_password(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether anybody has the address."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        passwords.ask_for_link(form.cleaned_data["email"], request, timezone.now())
        return redirect("account_reset_password_done")
    status = 422 if form.is_bound else 200
    return render(request, "sign_in/forgotten.html", {"form": form}, status=status)


@login_not_required
@require_GET
def show_link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "sign_in/link_sent.html")


@method_decorator(login_not_required, name="dispatch")
class SetByLink(PasswordResetConfirmView):
    """Django's: the token moves from the address into the session at once, so that no link gives it away."""

    template_name = "sign_in/new_password.html"
    form_class = OtherPasswordForm
    success_url = reverse_lazy("account_login")
    post_reset_login = False

    def form_valid(self, form: Any) -> HttpResponse:
        """Without a sign-in: the second factor is still asked."""
        del self.request.session["_password_reset_token"]
        passwords.change_password(form.user, form.cleaned_data["new_password1"], self.request)
        messages.success(self.request, _("The new password is set. Sign in with it."))
        return redirect(str(self.success_url))

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Every other session ends, this one goes on under a new key."""
    user = signed_in(request)
    form = ChangePasswordForm(user, request.POST or None)
    if form.is_valid():
        passwords.change_password(user, form.cleaned_data["new_password1"], request)
        update_session_auth_hash(request, user)
        messages.success(request, _("The password is changed. You are signed in here only."))
        return redirect("mfa_index")
    status = 422 if form.is_bound else 200
    return render(request, "sign_in/change_password.html", {"form": form}, status=status)
