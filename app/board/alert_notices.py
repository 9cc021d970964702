"""What a person is told of an alert, in their language: which one, how many, more than how many. Nobody's name."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from app.addresses import find_address
from app.board.models import Crossing
from app.teamwork.models import Kind, PersonalNotice
from app.teamwork.wording import Line, tells


@tells(Kind.NUMBER)
def tell_crossings(notices: Sequence[PersonalNotice]) -> Mapping[int, Line]:
    keys = {one.pk: read_key(one.key) for one in notices}
    crossings = Crossing.objects.select_related("alert").in_bulk(
        {crossing for crossing, _how in keys.values()}
    )
    return {
        one.pk: Line(
            one,
            write(crossings[keys[one.pk][0]], keys[one.pk][1]),
            find_address("board:alert", crossings[keys[one.pk][0]].alert_id),
            crossings[keys[one.pk][0]].alert.name,
        )
        for one in notices
        if keys[one.pk][0] in crossings
    }


def read_key(key: str) -> tuple[int, str]:
    """`number:12:crossed` → 12 and crossed."""
    _kind, crossing, how = key.split(":")
    return int(crossing), how


def write(crossing: Crossing, how: str) -> str:
    if how == "back":
        return _("is back: %(number)d") % {"number": crossing.back_number}
    told = {"number": crossing.number, "threshold": crossing.threshold}
    return _("stands at %(number)d, more than %(threshold)d") % told
