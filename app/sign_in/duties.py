"""The door's own periodic duties."""

from datetime import timedelta

from django.utils import timezone

from app.sign_in import passwords, sessions
from workflows import periodic


@periodic.periodic("send_password_links", every=timedelta(seconds=10))
def send_password_links() -> None:
    passwords.send_waiting_links(timezone.now())


@periodic.periodic("forget_ended_sessions", every=timedelta(hours=1))
def forget_ended_sessions() -> None:
    sessions.forget_ended(timezone.now())
    passwords.forget_old_requests()
