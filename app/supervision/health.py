"""Is it alive, is it ready, how much is there: for load balancers and Prometheus, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from app.supervision.queries import read_figures
from workflows import clock

HELP = {
    "open_tasks": "Tasks waiting for a person",
    "late_tasks": "Open tasks past their due date",
    "open_instances": "Process instances active or paused",
    "open_incidents": "Incidents waiting for an operator",
    "jobs_ready": "Jobs waiting for a worker",
    "jobs_failed": "Jobs given up",
    "jobs_overdue": "Jobs that were due before now",
    "timers_overdue": "Timers that were due before now",
    "outbox_unsent": "Messages decided but not sent",
}


@login_not_required
@require_GET
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_GET
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    if missing:
        return JsonResponse(
            {"ready": False, "database": "migrations missing", "count": len(missing)}, status=503
        )
    return JsonResponse({"ready": True, "database": "ok"})


@login_not_required
@require_GET
@never_cache
def show_metrics(_request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format; they hold no personal data."""
    registry = CollectorRegistry()
    for name, value in vars(read_figures(clock.now())).items():
        Gauge(f"vigie_{name}", HELP[name], registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
