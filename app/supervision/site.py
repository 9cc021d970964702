"""The operators' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor, may_operate
from app.documents.queries import count_held
from app.navigation import Entry, Section
from app.supervision import (
    cause_views,
    check_views,
    document_views,
    job_views,
    process_views,
    queries,
    run_views,
    timer_views,
    views,
)


class Supervision(Section):
    title = _("Operations")
    heading = headings.STEERING
    app_name = "supervision"
    counts_rest = True
    permission = staticmethod(may_operate)
    entries = (
        Entry(_("Incidents"), "supervision:list", "alert", "o", count="incidents", urgent=True),
        Entry(_("Deadlines that wait"), "supervision:timers", "clock", "xd"),
        Entry(_("Automatic steps"), "supervision:jobs", "play", "xj"),
        Entry(_("Suspend processes"), "supervision:processes", "pause", "xu"),
        Entry(_("Verify the whole history"), "supervision:history", "shield", "xv"),
        Entry(_("Virus scan"), "supervision:scans", "shield", "vs", count="held", urgent=True),
    )
    index_path = path("", views.list_incidents, name="list")
    export_path = path("export/", views.export, name="export")
    scans_path = path("documents/", document_views.list_scans, name="scans")
    scan_path = path("documents/scan/", document_views.scan_now, name="scan")
    causes_path = path("causes/", cause_views.list_causes, name="causes")
    cause_path = path("causes/<slug:cause>/", cause_views.repair_cause, name="cause")
    progress_path = path("repairs/<int:run_id>/", cause_views.show_progress, name="cause_progress")
    go_on_path = path("repairs/<int:run_id>/more/", cause_views.continue_repair, name="cause_go_on")
    timers_path = path("timers/", timer_views.list_timers, name="timers")
    timer_path = path("timers/<int:timer_id>/", timer_views.show_timer, name="timer")
    jobs_path = path("jobs/", job_views.list_jobs, name="jobs")
    job_path = path("jobs/<int:job_id>/", job_views.show_job, name="job")
    processes_path = path("processes/", process_views.list_processes, name="processes")
    process_path = path("processes/<slug:process>/", process_views.show_process, name="process")
    history_path = path("history/", check_views.show_checks, name="history")
    ask_check_path = path("history/verify/", check_views.ask_check, name="ask_check")
    stop_check_path = path("history/<int:check_id>/stop/", check_views.stop_check, name="stop_check")
    run_path = path("runs/<uuid:instance_id>/", run_views.show_run, name="run")
    pause_path = path("runs/<uuid:instance_id>/pause/", run_views.pause_or_resume, name="pause")
    move_path = path("runs/<uuid:instance_id>/move/", run_views.move_token, name="move")
    verify_path = path("runs/<uuid:instance_id>/history/", run_views.verify_history, name="verify")
    incident_path = path("<int:incident_id>/", views.show_incident, name="incident")
    reveal_path = path("<int:incident_id>/reveal/", views.reveal, name="reveal")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"incidents": queries.count_open(), "held": count_held()} if may_operate(user) else {}
