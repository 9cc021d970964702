"""What years do by themselves: open the regularisations of the incomes that were told."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from app.cases.models import Case
from app.cases.opening import list_published, open_case
from app.years.opening import PROCESS, open_waiting
from app.years.settlement_runs import PROCESS as TOGETHER
from app.years.settlement_runs import count_waiting_years, is_under_way
from workflows import api, clock
from workflows.periodic import periodic

BY = api.system("regularisation")
#: Cases opened in one slot: some 280,000 a day. `manage.py open_regularisations` opens all at once.
MOST = 1000
#: More incomes of one year than this are settled together, by a run that somebody checks first.
FEW = 500


@periodic("years_open_regularisations", every=timedelta(minutes=5))
def open_regularisations() -> None:
    """Nothing is opened while the process is not published: the incomes wait.

    A few incomes get a case each; those of a whole year get one case for all of them.
    """
    published = list_published([PROCESS, TOGETHER])
    waiting = count_waiting_years() if TOGETHER in published else {}
    many = [year for year, count in waiting.items() if count > FEW]
    for year in many:
        open_together(year)
    if PROCESS in published:
        open_waiting(by=BY, now=clock.now(), most=MOST, but=many)


def open_together(year: int) -> None:
    """One case that settles a year for all, unless one goes on; another once that one has ended."""
    if is_under_way(year):
        return
    ended = Case.objects.filter(process=TOGETHER, closed_at__isnull=False).count()
    open_case(TOGETHER, {"year": year}, by=BY, key=uuid5(NAMESPACE_URL, f"{TOGETHER}:{year}:{ended}"))
