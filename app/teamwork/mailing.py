"""E-mail of notices: at once or once a day, as each person chose, and nothing where nothing is unread.

What is to be sent is decided in the transaction that marks it as sent, and handed to the outbox, which tries until the
mail server takes it. An e-mail names the case and what happened, never the person of the case.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.accounts.models import User
from app.teamwork.models import How, PersonalNotice
from app.teamwork.queries import read_choices
from app.teamwork.quiet_hours import is_quiet
from app.teamwork.wording import tell
from workflows import outbox

TOPIC = "teamwork_mail"
MOST = 200


def post_mail(how: How, *, now: datetime) -> int:
    """Hand over what is unread, unsent and wished for in this way; how many e-mails."""
    waiting = PersonalNotice.objects.filter(
        mailed_at__isnull=True, read_at__isnull=True, user__is_active=True
    )
    people = User.objects.filter(pk__in=waiting.values("user")).exclude(email="").order_by("pk")
    return sum(post_to(person, how, now) for person in people)


def post_to(person: User, how: How, now: datetime) -> int:
    """1 when there was something to hand over. In quiet hours what would leave at once waits for their end."""
    if how is How.AT_ONCE and is_quiet(person, now):
        return 0
    wished = [kind for kind, chosen in read_choices(person).items() if chosen == how]
    unsent = PersonalNotice.objects.filter(
        user=person, kind__in=wished, mailed_at__isnull=True, read_at__isnull=True
    )
    chosen = list(unsent.select_for_update(skip_locked=True).order_by("id")[:MOST])
    if not chosen:
        return 0
    ids = [one.pk for one in chosen]
    PersonalNotice.objects.filter(pk__in=ids).update(mailed_at=now)
    outbox.post(
        TOPIC, {"user": person.pk, "notices": ids}, key=f"teamwork:{person.pk}:{ids[-1]}:{how}", now=now
    )
    return 1


def build_email(person: User, notices: list[PersonalNotice]) -> EmailMessage:
    with translation.override(person.language):
        number = len(notices)
        subject = ngettext("Vigie: %(n)s notice for you", "Vigie: %(n)s notices for you", number) % {
            "n": number
        }
        ending = _("You choose in Vigie, under Notices, which e-mails you get.")
        body = "\n".join([*write_lines(notices), "", ending, f"{settings.PUBLIC_URL}/teamwork/preferences/"])
    return EmailMessage(subject, body, to=[person.email])


def write_lines(notices: Iterable[PersonalNotice]) -> Iterable[Any]:
    for line in tell(list(notices)):
        yield f"{line.of} – {line.text}\n{settings.PUBLIC_URL}{line.link}"
