"""The studio's place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app.navigation import Entry, Section
from app.studio import (
    bench_form_views,
    bench_views,
    calendar_impact_views,
    calendar_views,
    case_scenario_views,
    compared_views,
    coverage_views,
    decision_import_views,
    decision_life_views,
    decision_starting_views,
    decision_try_views,
    decision_views,
    drawing_import_views,
    drawing_views,
    figure_views,
    form_previews,
    form_views,
    ladder_views,
    letter_views,
    level_views,
    migration_views,
    rights,
    shared_starting_views,
    shared_views,
    starting_views,
    text_views,
    views,
)


class Studio(Section):
    title = _("Studio")
    heading = _("Studio")
    app_name = "studio"
    permission = staticmethod(rights.may_read)
    entries = (
        Entry(_("Processes"), "studio:list", "flow", "ws"),
        Entry(_("Calendars"), "studio:calendars", "calendar", "wk"),
        Entry(_("Shared decisions"), "studio:decisions", "table", "wd"),
    )
    index_path = path("", views.list_processes, name="list")
    new_path = path("new/", starting_views.start_process, name="new")
    calendars_path = path("calendars/", shared_views.list_calendars, name="calendars")
    add_calendar_path = path("calendars/add/", shared_views.add_calendar, name="add_calendar")
    decisions_path = path("decisions/", shared_views.list_decisions, name="decisions")
    new_decision_path = path("decisions/new/", shared_starting_views.start_decision, name="new_decision")
    calendar_path = path("drafts/<int:draft_id>/calendar/", calendar_views.edit_calendar, name="calendar")
    import_days_path = path(
        "drafts/<int:draft_id>/calendar/import/", calendar_views.import_days, name="import_days"
    )
    moved_foreseen_path = path(
        "drafts/<int:draft_id>/moved/", calendar_impact_views.take_foreseen, name="moved_foreseen"
    )
    moved_path = path("<slug:process>/moved/", calendar_impact_views.take_left_behind, name="moved")
    set_anew_path = path("<slug:process>/anew/", calendar_impact_views.set_anew, name="set_anew")
    draft_path = path("drafts/<int:draft_id>/", views.show_draft, name="draft")
    check_path = path("drafts/<int:draft_id>/check/", views.show_check, name="check")
    play_path = path("drafts/<int:draft_id>/play/", shared_views.play, name="play")
    undo_path = path("drafts/<int:draft_id>/undo/", views.undo, name="undo")
    decision_path = path(
        "drafts/<int:draft_id>/decision/<slug:name>/", decision_views.edit_decision, name="decision"
    )
    try_path = path(
        "drafts/<int:draft_id>/decision/<slug:name>/try/",
        decision_try_views.try_decision,
        name="try_decision",
    )
    keep_path = path(
        "drafts/<int:draft_id>/decision/<slug:name>/keep/", decision_try_views.keep_case, name="keep_case"
    )
    add_decision_path = path(
        "drafts/<int:draft_id>/decisions/add/", decision_starting_views.add_decision, name="add_decision"
    )
    import_path = path(
        "drafts/<int:draft_id>/import/", decision_import_views.import_decision, name="import_decision"
    )
    import_drawing_path = path(
        "drafts/<int:draft_id>/import-drawing/", drawing_import_views.import_drawing, name="import_drawing"
    )
    life_path = path(
        "drafts/<int:draft_id>/decision/<slug:name>/cases/",
        decision_life_views.show_life,
        name="decision_life",
    )
    submit_path = path("drafts/<int:draft_id>/submit/", views.submit, name="submit")
    approve_path = path("drafts/<int:draft_id>/approve/", views.approve, name="approve")
    send_back_path = path("drafts/<int:draft_id>/send-back/", views.send_back, name="send_back")
    discard_path = path("drafts/<int:draft_id>/discard/", views.discard, name="discard")
    ladder_path = path("drafts/<int:draft_id>/ladder/<slug:name>/", ladder_views.edit_ladder, name="ladder")
    drawing_path = path("drafts/<int:draft_id>/drawing/", drawing_views.show_drawing, name="drawing")
    save_drawing_path = path(
        "drafts/<int:draft_id>/drawing/save/", drawing_views.save_drawing, name="save_drawing"
    )
    drawing_catalogue_path = path(
        "drafts/<int:draft_id>/drawing/catalogue/", drawing_views.show_catalogue, name="drawing_catalogue"
    )
    check_drawing_path = path(
        "drafts/<int:draft_id>/drawing/check/", drawing_views.check_drawing, name="check_drawing"
    )
    preview_timer_path = path(
        "drafts/<int:draft_id>/drawing/timer/", drawing_views.preview_timer, name="preview_timer"
    )
    change_settings_path = path(
        "drafts/<int:draft_id>/drawing/settings/", drawing_views.change_settings, name="change_settings"
    )
    add_form_path = path("drafts/<int:draft_id>/forms/add/", form_views.add_form, name="add_form")
    form_path = path("drafts/<int:draft_id>/form/<slug:name>/", form_views.edit_form, name="form")
    form_preview_path = path(
        "drafts/<int:draft_id>/form/<slug:name>/preview/", form_previews.preview_form, name="form_preview"
    )
    form_questions_path = path(
        "drafts/<int:draft_id>/form/<slug:name>/preview/questions/",
        form_previews.preview_questions,
        name="form_questions",
    )
    add_letter_path = path("drafts/<int:draft_id>/letters/add/", letter_views.add_letter, name="add_letter")
    letter_path = path("drafts/<int:draft_id>/letter/<slug:name>/", letter_views.edit_letter, name="letter")
    letter_preview_path = path(
        "drafts/<int:draft_id>/letter/<slug:name>/pdf/", letter_views.preview_letter, name="letter_preview"
    )
    settings_path = path("drafts/<int:draft_id>/settings/", level_views.edit_settings, name="settings")
    text_path = path("drafts/<int:draft_id>/source/<path:path>", text_views.edit_text, name="text")
    bench_path = path("drafts/<int:draft_id>/bench/", bench_views.bench_of_draft, name="bench")
    bench_case_path = path(
        "drafts/<int:draft_id>/bench/case/", case_scenario_views.begin_from_case, name="bench_case"
    )
    bench_run_path = path("bench/<int:run_id>/", bench_views.show_run, name="bench_run")
    bench_position_path = path(
        "bench/<int:run_id>/position/", bench_views.show_position, name="bench_position"
    )
    bench_time_path = path("bench/<int:run_id>/time/", bench_views.pass_time, name="bench_time")
    bench_play_path = path("bench/<int:run_id>/play/", bench_views.play_on, name="bench_play")
    bench_back_path = path("bench/<int:run_id>/back/", bench_views.step_back, name="bench_back")
    bench_renew_path = path("bench/<int:run_id>/renew/", bench_views.renew, name="bench_renew")
    bench_remove_path = path("bench/<int:run_id>/remove/", bench_views.remove, name="bench_remove")
    bench_letter_path = path(
        "bench/<int:run_id>/letters/<int:number>/", bench_views.show_letter, name="bench_letter"
    )
    bench_task_path = path("bench/<int:run_id>/task/<str:node>/", bench_form_views.do_task, name="bench_task")
    bench_questions_path = path(
        "bench/<int:run_id>/task/<str:node>/questions/", bench_form_views.ask_again, name="bench_questions"
    )
    bench_answer_path = path(
        "bench/<int:run_id>/answer/<str:operation>/", bench_form_views.answer, name="bench_answer"
    )
    bench_message_path = path(
        "bench/<int:run_id>/message/<str:subscription>/", bench_form_views.deliver, name="bench_message"
    )
    bench_save_path = path("bench/<int:run_id>/save/", bench_form_views.save, name="bench_save")
    batch_path = path("migrations/<int:batch_id>/", migration_views.show_batch, name="batch")
    undo_batch_path = path("migrations/<int:batch_id>/undo/", migration_views.undo_batch, name="undo_batch")
    coverage_path = path("drafts/<int:draft_id>/coverage/", coverage_views.show_coverage, name="coverage")
    coverage_position_path = path(
        "drafts/<int:draft_id>/coverage/position/", coverage_views.show_position, name="coverage_position"
    )
    draft_compared_path = path(
        "drafts/<int:draft_id>/compared/<slug:side>/", compared_views.show_of_draft, name="draft_compared"
    )
    compared_path = path(
        "<slug:process>/compared/<int:earlier>/<int:later>/<slug:side>/",
        compared_views.show_of_versions,
        name="compared",
    )
    process_path = path("<slug:process>/", views.show_process, name="process")
    open_path = path("<slug:process>/open/", views.open_draft, name="open")
    compare_path = path("<slug:process>/compare/", views.compare, name="compare")
    batches_path = path("<slug:process>/migrations/", migration_views.show_batches, name="batches")
    migrate_path = path("<slug:process>/migrate/<int:number>/", migration_views.migrate, name="migrate")
    bench_version_path = path(
        "<slug:process>/bench/<int:number>/", bench_views.bench_of_version, name="bench_version"
    )
    figures_path = path("<slug:process>/figures/", figure_views.show_figures, name="figures")
    figures_position_path = path(
        "<slug:process>/figures/position/", figure_views.show_position, name="figures_position"
    )
    figure_cases_path = path("<slug:process>/figures/cases/", figure_views.list_cases, name="figure_cases")
    export_path = path("<slug:process>/export/<int:number>/", views.export_version, name="export")
