"""The board's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.board import (
    alert_views,
    conversion_views,
    duration_views,
    giving_views,
    list_views,
    pace_views,
    views,
    workload_views,
)
from app.board.rights import may_steer
from app.navigation import Entry, Section


class Board(Section):
    title = _("Board")
    heading = headings.STEERING
    app_name = "board"
    permission = staticmethod(may_steer)
    entries = (
        Entry(_("Board"), "board:board", "chart", "vb"),
        Entry(_("Workload"), "board:workload", "team", "vw"),
        Entry(_("Alerts"), "board:alerts", "bell", "vm"),
        Entry(_("How long it takes"), "board:durations", "clock", "vd"),
        Entry(_("What recovery brings"), "board:conversion", "ladder", "vk"),
    )
    index_path = path("", views.show_board, name="board")
    wall_path = path("wall/", views.show_wall, name="wall")
    promises_path = path("promises/", list_views.list_promises, name="promises")
    export_path = path("promises/export/", list_views.export_promises, name="export")
    tasks_path = path("tasks/", list_views.list_tasks, name="tasks")
    tasks_export_path = path("tasks/export/", list_views.export_tasks, name="tasks_export")
    list_preview_path = path("tasks/give/", giving_views.preview, name="list_preview")
    list_hand_over_path = path("tasks/hand-over/", giving_views.hand_over, name="list_hand_over")
    workload_path = path("workload/", workload_views.show_workload, name="workload")
    person_path = path("workload/<int:user_id>/", workload_views.show_person, name="person")
    preview_path = path("workload/<int:user_id>/preview/", workload_views.preview, name="preview")
    hand_over_path = path("workload/<int:user_id>/hand-over/", workload_views.hand_over, name="hand_over")
    durations_path = path("durations/", duration_views.show_durations, name="durations")
    durations_csv_path = path("durations/export/", duration_views.export, name="durations_csv")
    durations_log_path = path("durations/event-log/", duration_views.export_log, name="durations_log")
    conversion_path = path("recovery/", conversion_views.show_conversion, name="conversion")
    conversion_csv_path = path("recovery/export/", conversion_views.export, name="conversion_csv")
    pace_path = path("pace/", pace_views.show_pace, name="pace")
    alerts_path = path("alerts/", alert_views.list_alerts, name="alerts")
    alerts_export_path = path("alerts/export/", alert_views.export, name="alerts_export")
    alert_new_path = path("alerts/new/", alert_views.make, name="alert_new")
    alert_path = path("alerts/<int:alert_id>/", alert_views.show, name="alert")
    alert_change_path = path("alerts/<int:alert_id>/change/", alert_views.change, name="alert_change")
    alert_remove_path = path("alerts/<int:alert_id>/remove/", alert_views.remove, name="alert_remove")
    alert_back_path = path("alerts/<int:alert_id>/put-back/", alert_views.put_back, name="alert_back")
    crossing_seen_path = path("alerts/seen/<int:crossing_id>/", alert_views.acknowledge, name="crossing_seen")
