"""Django's sessions in the database, that also end: after a while unused, and at the end of the working day.

The row that is read on each request says whom it is of and when it was last used, so that the limits cost no statement.
That a session is in use is written once a minute. Ages are real time: the clock of a demo fund may stand or leap.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

#: How often the use of a session is written down.
NOTE_EVERY = timedelta(minutes=1)
PERSON, ADDRESS, BROWSER = "_auth_user_id", "sign_in.address", "sign_in.browser"


def is_idle(seen_at: datetime, now: datetime) -> bool:
    minutes = settings.SIGN_IN.idle_minutes
    return bool(minutes) and now - seen_at > timedelta(minutes=minutes)


class SessionStore(DatabaseStore):
    """`began_at` of the row that was read, so that saving it again does not lengthen its life."""

    began_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Any]:
        from app.sign_in.models import StaffSession

        return StaffSession

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        if row is None:
            return None
        now = timezone.now()
        if is_idle(row.seen_at, now):
            self.delete(row.session_key)
            self._session_key = None
            return None
        self.began_at = row.began_at
        if now - row.seen_at > NOTE_EVERY:
            self.get_model_class().objects.filter(pk=row.session_key).update(seen_at=now)
        return row

    def create(self) -> None:
        """A new key is a new session: signing in changes the key."""
        self.began_at = None
        super().create()

    def flush(self) -> None:
        self.began_at = None
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
