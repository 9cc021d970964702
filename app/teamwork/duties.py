"""What is done by itself for those who work together: telling watchers, and the e-mails people chose."""

from datetime import timedelta

from app.teamwork.following_events import tell_watchers
from app.teamwork.mailing import post_mail
from app.teamwork.models import How
from workflows import clock
from workflows.periodic import periodic


@periodic("teamwork_tell_watchers", every=timedelta(minutes=1))
def follow_cases() -> None:
    tell_watchers(clock.now())


@periodic("teamwork_mail_at_once", every=timedelta(minutes=1))
def mail_at_once() -> None:
    post_mail(How.AT_ONCE, now=clock.now())


@periodic("teamwork_mail_daily", every=timedelta(days=1))
def mail_daily() -> None:
    """Once a day, before the day's work begins; whoever has read everything gets nothing."""
    post_mail(How.DAILY, now=clock.now())
