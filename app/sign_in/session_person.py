"""The person of a session, taken from the row that was read for it instead of asked for once more.

Django decides as ever: which backend, whether the person may still come in, whether the session fits the password. Only
the row of the person is handed to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from app.accounts.models import User

_known: ContextVar[User | None] = ContextVar("session_person", default=None)


@contextmanager
def knowing(person: User | None) -> Iterator[None]:
    token = _known.set(person)
    try:
        yield
    finally:
        _known.reset(token)


def find_visitor(request: HttpRequest) -> User | AnonymousUser:
    """Who asks; found once for each request, where Django keeps it as well."""
    if not hasattr(request, "_cached_user"):
        request.session.get(auth.SESSION_KEY)  # the row is read here, and its person with it
        with knowing(getattr(request.session, "person", None)):
            request._cached_user = auth.get_user(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined,no-any-return]


class SessionPersonMiddleware(AuthenticationMiddleware):
    """Django's, with the person read along with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: find_visitor(request))  # type: ignore[assignment]


class PasswordBackend(ModelBackend):
    """By name and password; the person of a session is the one it brought, when that is the one asked for."""

    def get_user(self, user_id: Any) -> User | None:
        person = _known.get()
        if person is None or str(person.pk) != str(user_id):
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None
