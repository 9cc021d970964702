"""Deadlines that wait: listed, given another date, or let take effect now."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app import page_time
from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.cases.wording import find_wording, list_process_titles
from app.supervision import waiting_queries as queries
from app.supervision.act_forms import CHANGE, TimerForm
from app.supervision.acting import Act, Answers, answer
from app.supervision.foreseen import Line, Preview, tell_foresight, tell_promises, write_moment
from workflows import api
from workflows.actors import Actor
from workflows.commands import Fire
from workflows.models import ProcessInstance, Timer


@require_GET
@require(may_operate)
def list_timers(request: HttpRequest) -> HttpResponse:
    filters = queries.read_timer_filters(request.GET)
    language, now = get_language() or "fr", page_time.now()
    skip = filters.skip
    found = list(queries.list_timers(filters, now)[skip : skip + queries.PAGE_SIZE + 1])
    kept = {"process": filters.process, "node": filters.node, "due": filters.due}
    following = {**kept, "skip": skip + queries.PAGE_SIZE} if len(found) > queries.PAGE_SIZE else {}
    titles = list_process_titles(language)
    context = {
        "rows": [tell_row(timer, language, now) for timer in found[: queries.PAGE_SIZE]],
        "filters": filters,
        "processes": titles,
        "nodes": list_nodes(found, filters, language),
        "following": urlencode({key: value for key, value in following.items() if value}),
    }
    return render(request, "supervision/timers.html", context)


def list_nodes(found: list[Timer], filters: queries.TimerFilters, language: str) -> dict[str, str]:
    """The steps to narrow by: those on the page, and the one chosen."""
    names = {one.node_id: name_node(one, language) for one in found}
    if filters.node:
        names.setdefault(filters.node, filters.node)
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def name_node(timer: Timer, language: str) -> str:
    return find_wording(instance_of(timer).version_id).node(timer.node_id, language)


def instance_of(timer: Timer) -> ProcessInstance:
    assert timer.instance is not None  # timers of start events are not listed
    return timer.instance


def tell_row(timer: Timer, language: str, now: datetime) -> dict[str, object]:
    instance = instance_of(timer)
    wording = find_wording(instance.version_id)
    return {
        "timer": timer,
        "instance": instance,
        "node": wording.node(timer.node_id, language),
        "process": wording.title(language),
        "is_late": timer.due_at < now,
    }


@require_http_methods(["GET", "POST"])
@require(may_operate)
def show_timer(request: HttpRequest, timer_id: int) -> HttpResponse:
    timer = queries.find_timer(timer_id)
    if timer is None:
        raise Http404
    form = TimerForm(request.POST if request.method == "POST" else None, initial={"due_at": timer.due_at})
    language = get_language() or "fr"
    told = answer(request, form, build_act(timer, as_operator(signed_in(request)), language))
    if told.is_done:
        return redirect("supervision:timers")
    context = {
        **tell_row(timer, language, page_time.now()),
        "form": form,
        "preview": told.preview,
        "promises": queries.list_promises_passed(timer, timer.due_at),
    }
    return render(request, "supervision/timer.html", context, status=422 if form.errors else 200)


def build_act(timer: Timer, by: Actor, language: str) -> Act:
    return Act(
        lambda answers: foresee(timer, answers, language),
        lambda answers, seen: do(timer, answers, seen, by=by),
    )


def foresee(timer: Timer, answers: Answers, language: str) -> Preview:
    instance = instance_of(timer)
    wording = find_wording(instance.version_id)
    seen = {"seen": timer.due_at.isoformat()}
    if answers["action"] != CHANGE:
        foresight = api.foresee(instance.pk, Fire(timer.engine_timer))
        return Preview(tuple(tell_foresight(foresight, wording, language)), seen)
    told = {
        "node": wording.node(timer.node_id, language),
        "old": write_moment(timer.due_at, language),
        "new": write_moment(answers["due_at"], language),
    }
    lines = [Line(_("%(node)s: %(new)s instead of %(old)s") % told, "info")]
    if answers["due_at"] <= page_time.now():
        lines.append(Line(_("This moment is past: the deadline takes effect at once."), "late"))
    if timer.cycle:
        lines.append(Line(_("It repeats: its later dates move as much."), "info"))
    passed = queries.list_promises_passed(timer, answers["due_at"])
    return Preview((*lines, *tell_promises(passed, wording, language)), seen)


def do(timer: Timer, answers: Answers, seen: Mapping[str, str], *, by: Actor) -> str:
    """Raises what the kernel refuses it with."""
    instance, reason = instance_of(timer), answers["reason"]
    if answers["action"] != CHANGE:
        api.fire_now(instance.pk, timer.engine_timer, reason, by=by)
        return _("The deadline has taken effect; the case has gone on.")
    api.reschedule(
        instance.pk, timer.engine_timer, answers["due_at"], reason, by=by, seen=read_seen(timer, seen)
    )
    return _("The deadline has its new date.")


def read_seen(timer: Timer, seen: Mapping[str, str]) -> datetime:
    """The date the preview spoke of; what was not sent with the confirmation is what stands now."""
    try:
        return datetime.fromisoformat(seen.get("seen", ""))
    except ValueError:
        return timer.due_at
