"""What people's data need by themselves."""

from datetime import timedelta

from django.utils import timezone

from app.people.search_limits import forget
from workflows.periodic import periodic


@periodic("people_forget_searches", every=timedelta(days=1))
def forget_searches() -> None:
    forget(timezone.now())
