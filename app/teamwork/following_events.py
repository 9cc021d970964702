"""What happens in a watched case is told to its watchers, from the history, soon after and once."""

from datetime import datetime, timedelta

from app.cases.models import Case
from app.cases.wording import ADDED_BY_HAND
from app.teamwork.models import Kind, Watch
from app.teamwork.telling import list_watchers, tell
from app.teamwork.wording import EVENTS
from workflows.models import ProcessInstance
from workflows.models.history import HistoryEvent

#: A line may be written by a transaction that ends later: what was looked at is looked at again, and told once.
OVERLAP = timedelta(minutes=10)
MOST = 2000


def tell_watchers(now: datetime) -> int:
    """The events of the last minutes in watched cases; how many were told of (again or not)."""
    cases = {one.reference: one for one in Case.objects.filter(watches__isnull=False).distinct()}
    if not cases:
        return 0
    rows = ProcessInstance.objects.filter(case_ref__in=cases).values_list("pk", "case_ref", "definition_key")
    runs = {key: case_ref for key, case_ref, _process in rows}
    added = [key for key, _case_ref, process in rows if process == ADDED_BY_HAND]
    events = HistoryEvent.objects.filter(instance_id__in=runs, kind__in=EVENTS, at__gt=now - OVERLAP)
    # The beginning and end of a task added by hand are those of no case.
    events = events.exclude(kind__startswith="instance_", instance_id__in=added)
    found = list(events.order_by("id")[:MOST])
    for event in found:
        tell_of(event, cases[runs[event.instance_id]])
    return len(found)


def tell_of(event: HistoryEvent, case: Case) -> None:
    """Those who watched it then."""
    since = dict(Watch.objects.filter(case=case).values_list("user_id", "since"))
    people = [one for one in list_watchers(case) if since.get(one.pk, event.at) <= event.at]
    key = f"event:{event.pk}"
    tell(people, Kind.EVENT, case, key=key, by=event.actor, at=event.at, what=event.kind)
