"""Django's sessions in the database, that also end: after a while unused, and at the end of the working day.

The row that is read on each request says whom it is of and when it was last used, so that the limits cost no statement.
With it comes what every page asks next: the person, their roles and the fund's clock. That a session is in use is
written once a minute. Ages are real time: the clock of a demo fund may stand or leap.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from app import page_time
from app.accounts.models import User
from app.accounts.roles import remember_roles
from workflows import clock

#: How often the use of a session is written down.
NOTE_EVERY = timedelta(minutes=1)
PERSON, ADDRESS, BROWSER = "_auth_user_id", "sign_in.address", "sign_in.browser"
ROLES = """ARRAY(
    SELECT g.name FROM auth_group g JOIN accounts_user_groups m ON m.group_id = g.id
    WHERE m.user_id = sign_in_staffsession.person_id)"""


def is_idle(seen_at: datetime, now: datetime) -> bool:
    minutes = settings.SIGN_IN.idle_minutes
    return bool(minutes) and now - seen_at > timedelta(minutes=minutes)


def read_row(key: str | None, now: datetime) -> Any:
    """The session with its person, their roles and the fund's present instant; None when there is none."""
    from app.sign_in.models import StaffSession

    roles = RawSQL(ROLES, (), ArrayField(CharField()))  # noqa: S611 – our own constant
    found = StaffSession.objects.filter(session_key=key, expire_date__gt=now).select_related("person")
    row: Any = found.annotate(roles=roles, present=clock.Now()).first()
    if row is not None and row.person is not None:
        remember_roles(row.person, row.roles)
    return row


class SessionStore(DatabaseStore):
    """`began_at` of the row that was read, so that saving it again does not lengthen its life; its `person`."""

    began_at: datetime | None = None
    person: "User | None" = None

    @classmethod
    def get_model_class(cls) -> type[Any]:
        from app.sign_in.models import StaffSession

        return StaffSession

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        row = read_row(self.session_key, now)
        if row is None:
            self._session_key = None
            return None
        if is_idle(row.seen_at, now):
            self.delete(row.session_key)
            self._session_key = None
            return None
        self.began_at, self.person = row.began_at, row.person
        page_time.keep(row.present)
        if now - row.seen_at > NOTE_EVERY:
            self.get_model_class().objects.filter(pk=row.session_key).update(seen_at=now)
        return row

    def create(self) -> None:
        """A new key is a new session: signing in changes the key."""
        self.began_at = None
        super().create()

    def flush(self) -> None:
        self.began_at = self.person = None
        super().flush()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        now = timezone.now()
        row.began_at = self.began_at = self.began_at or now
        row.seen_at = now
        row.expire_date = row.began_at + timedelta(seconds=self.get_session_cookie_age())
        row.person_id = data.get(PERSON)
        row.address, row.browser = data.get(ADDRESS), data.get(BROWSER, "")
        return row
