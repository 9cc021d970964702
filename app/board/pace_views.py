"""What will probably not be reached, by team, beside what is certain; and which those are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.board import listed, pace, queries, sources
from app.board.filters import Filters
from app.board.models import Rollup, Subject
from app.board.pace import Outlook
from app.board.rights import may_steer
from app.board.sources import HORIZONS
from app.board.views import LISTS
from app.board.words import SUBJECTS
from workflows.clock import BRUSSELS

MOST = 50


@require_GET
@require(may_steer)
def show_pace(request: HttpRequest) -> HttpResponse:
    of, days, weeks = (request.GET.get(name, "") for name in ("of", "within", "weeks"))
    subject = Subject(of) if of in Subject.values else Subject.PROMISE
    horizon = int(days) if days in {str(one) for one in HORIZONS} else HORIZONS[0]
    back = int(weeks) if weeks in {str(one) for one in pace.WEEKS} else pace.USUAL
    rollup = queries.find_rollup()
    context = {
        "of": subject.value,
        "within": horizon,
        "weeks": back,
        "subjects": SUBJECTS.items(),
        "horizons": HORIZONS,
        "spans": pace.WEEKS,
        "fewest": pace.FEWEST,
        "list_url": LISTS[subject],
        **(tell(subject, horizon, back, rollup, request.GET.get("team", "")) if rollup else {}),
    }
    return render(request, "board/pace.html", context)


def tell(subject: Subject, days: int, weeks: int, rollup: Rollup, team: str) -> dict[str, object]:
    outlooks = pace.look_ahead(subject, days, weeks, rollup)
    chosen = next((one for one in outlooks if one.key == team), None)
    today = rollup.at.astimezone(BRUSSELS).date()
    return {
        "rollup": rollup,
        "last": sources.find_last_day(days, today),
        "lines": [tell_line(one, subject, days, rollup) for one in outlooks],
        "chosen": chosen,
        "rows": list_rows(subject, chosen, days, rollup) if chosen else [],
    }


def tell_line(one: Outlook, subject: Subject, days: int, rollup: Rollup) -> dict[str, object]:
    """With the queries of the two lists whose numbers are certain."""
    filters = Filters(subject, team=one.key, as_of=rollup.pk)
    low, high = one.pace.range if one.pace.days else (0, 0)
    return {
        "one": one,
        "late": filters.write(condition="breached"),
        "due": filters.write(within=days),
        "low": low,
        "high": high,
    }


def list_rows(subject: Subject, chosen: Outlook, days: int, rollup: Rollup) -> list[dict[str, object]]:
    page = pace.list_missed(subject, chosen, days, rollup, MOST)
    return listed.DESCRIBE[subject](page, get_language() or "fr", rollup.at)
