"""The score of satisfaction at the commitment it judges: C15, a friendly, personal and effective service."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.charter.scores import tells_score
from app.registers.quarters import Quarter
from app.registers.rendering import show_quarter
from app.surveys import results
from app.surveys.models import Round

#: Marks go up to it.
BEST = 5


@tells_score("C15")
def tell_satisfaction(last: Quarter) -> str:
    """Of the newest counted round up to this quarter of which enough people answered; nothing before one."""
    for row in Round.objects.filter(closed_at__isnull=False, quarter__lte=str(last)).order_by("-quarter"):
        if results.is_told(row) and (told := tell_round(row)):
            return told
    return ""


def tell_round(row: Round) -> str:
    total = results.build_table(row, "life_event").total
    mean = total.figures[0].mean
    if mean is None or total.answers is None:
        return ""
    answers = ngettext("%(n)d answer", "%(n)d answers", total.answers) % {"n": total.answers}
    return _("Satisfaction %(mean)s of %(best)d (%(answers)s, %(quarter)s)") % {
        "mean": number_format(mean, 1),
        "best": BEST,
        "answers": answers,
        "quarter": show_quarter(row.quarter),
    }
