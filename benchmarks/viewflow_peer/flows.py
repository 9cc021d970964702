"""The flow: locked by a row lock, as a careful project would."""

from django.views.generic import View as AnyView
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class CheckFlow(flow.Flow):  # type: ignore[misc]
    """start → check (a person) → end."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle().Next(this.check)
    check = flow.View(AnyView.as_view()).Next(this.end)
    end = flow.End()
