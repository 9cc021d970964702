"""Fetch the fund's e-mail now."""

from imaplib import IMAP4
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from imap_tools import ImapToolsError

from app.correspondence.errors import CorrespondenceError
from app.correspondence.mailbox import fetch_mail
from workflows import clock


class Command(BaseCommand):
    help = "Take in the unseen messages of the mailbox that VIGIE_MAILBOX_URL names."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAILBOX_URL:
            raise CommandError("VIGIE_MAILBOX_URL is not set: imaps://user:password@host/INBOX")
        try:
            fetched = fetch_mail(settings.MAILBOX_URL, now=clock.now())
        except (CorrespondenceError, OSError, IMAP4.error, ImapToolsError) as error:
            raise CommandError(f"The mailbox cannot be read: {error}") from error
        self.stdout.write(f"{fetched.kept} messages taken in, {fetched.unfiled} wait to be filed")
