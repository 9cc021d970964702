"""Setting a new password: by link in an e-mail, or by who is signed in. Every other session of the person ends."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from app.accounts.models import User
from app.sign_in import events, sessions
from app.sign_in.models import EventKind, PasswordRequest

log = structlog.get_logger(__name__)
#: How many links one person is sent in an hour, whoever asks for them.
LINKS_AN_HOUR = 3


def ask_for_link(email: str, request: HttpRequest, now: datetime) -> int:
    """Leave word for the worker for everybody with this address who signs in by password; how many.

    The page answers the same, and as fast, whether anybody has the address: no e-mail is sent here.
    """
    asked = 0
    for person in User.objects.filter(email__iexact=email, is_active=True):
        if person.has_usable_password() and count_links(person, now) < LINKS_AN_HOUR:
            PasswordRequest.objects.create(person=person, asked_at=now, language=person.language)
            events.record(EventKind.PASSWORD_ASKED, request, person)
            asked += 1
    return asked


def count_links(person: User, now: datetime) -> int:
    return PasswordRequest.objects.filter(person=person, asked_at__gt=now - timedelta(hours=1)).count()


def send_waiting_links(now: datetime) -> int:
    """Send what was asked for; how many. What waited longer than a link lives is not sent any more."""
    sent = 0
    lives = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    PasswordRequest.objects.filter(sent_at=None, asked_at__lt=now - lives).update(sent_at=now)
    for key in PasswordRequest.objects.filter(sent_at=None).order_by("asked_at").values_list("pk", flat=True):
        sent += send_link(key, now)
    return sent


@transaction.atomic
def send_link(key: int, now: datetime) -> bool:
    """One link, under a lock on its row: two workers send one e-mail. An address that the mail server refuses is not
    tried again; a server that is away is (the duty's next rounds)."""
    asked = PasswordRequest.objects.select_for_update(skip_locked=True).filter(pk=key, sent_at=None).first()
    if asked is None:
        return False
    try:
        write_link(asked.person, asked.language).send()
    except SMTPRecipientsRefused:
        log.warning("password_link_refused", person=asked.person_id)
    asked.sent_at = now
    asked.save(update_fields=["sent_at"])
    return True


def write_link(person: User, language: str) -> EmailMessage:
    """The host of the link is the site's own setting, never what a request names."""
    code = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("account_password_link", args=[code, default_token_generator.make_token(person)])
    with translation.override(language):
        told = {"person": person, "link": settings.STAFF_URL + path, "fund": settings.FUND_NAME}
        text = render_to_string("sign_in/password_email.txt", told)
    subject, _, body = text.partition("\n\n")
    return EmailMessage(subject.strip(), body, to=[person.email])


@transaction.atomic
def change_password(person: User, password: str, request: HttpRequest, *, keep: str | None = None) -> None:
    """All sessions of the person end but the one with the key `keep`; open links end with the old password."""
    get_adapter(request).set_password(person, password)
    sessions.end_all(person, but=keep)
    events.record(EventKind.PASSWORD_CHANGED, request, person)


def forget_old_requests() -> int:
    """Rows of requests older than a day."""
    return PasswordRequest.objects.filter(asked_at__lt=timezone.now() - timedelta(days=1)).delete()[0]
