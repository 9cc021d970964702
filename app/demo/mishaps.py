"""What goes wrong in a real fund too: a quarter called twice, news of a case nobody has."""

from datetime import date, timedelta

from app.accounts.roles import Role
from app.demo.colleagues import Colleagues
from app.demo.requests import open_request
from app.registers.quarters import Quarter
from workflows import api

#: Days before the last day on which each happens.
TWICE, LOST, WAITING = timedelta(days=12), timedelta(days=200), timedelta(days=3)


class Mishaps:
    def __init__(self, colleagues: Colleagues, last: date) -> None:
        self.colleagues, self.last = colleagues, last

    def live(self, since: date, day: date) -> None:
        if since < self.last - TWICE <= day:
            self.call_twice(day)
        for before in (LOST, WAITING):
            if since < self.last - before <= day:
                self.misroute(day)

    def call_twice(self, day: date) -> None:
        """The ledger refuses the second call of a quarter: the operator finds an incident that says so."""
        quarter = Quarter.of(day)
        data = {"year": quarter.year, "quarter": quarter.number}
        open_request("quarterly_call", data, self.colleagues, Role.FINANCE_OFFICER)

    def misroute(self, day: date) -> None:
        """A decision of INASTI about a case of another fund: kept for whoever waits, given up after its term."""
        reference = f"E-{day:%Y}-999999"
        payload = {"decision": "granted", "decided_on": day, "reasons": "Situation examinée."}
        api.receive("inasti", f"demo:{reference}:{day}", "inasti.exemption_decision", reference, payload)
