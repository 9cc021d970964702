"""What years do by themselves: open the regularisations of the incomes that were told."""

from datetime import timedelta

from app.cases.errors import ProcessNotDeployed
from app.cases.opening import find_current_version
from app.years.opening import PROCESS, open_waiting
from workflows import api, clock
from workflows.periodic import periodic

BY = api.system("regularisation")
#: Cases opened in one slot: some 280,000 a day. `manage.py open_regularisations` opens all at once.
MOST = 1000


@periodic("years_open_regularisations", every=timedelta(minutes=5))
def open_regularisations() -> None:
    """Nothing is opened while the process is not published: the incomes wait."""
    try:
        find_current_version(PROCESS)
    except ProcessNotDeployed:
        return
    open_waiting(by=BY, now=clock.now(), most=MOST)
