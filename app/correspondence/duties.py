"""The correspondence's own periodic duties."""

from datetime import timedelta

from django.conf import settings

from app.correspondence.mailbox import fetch_mail
from workflows import clock, periodic


@periodic.periodic("fetch_mail", every=timedelta(minutes=2))
def fetch_new_mail() -> None:
    """E-mail to the fund, where it has a mailbox."""
    if settings.MAILBOX_URL:
        fetch_mail(settings.MAILBOX_URL, now=clock.now())
