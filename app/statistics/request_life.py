"""The states of a request of an authority. Call under the lock of its row."""

from datetime import date

from viewflow import fsm

from app.statistics.models import AuthorityRequest, RequestState

OPEN = {RequestState.REGISTERED, RequestState.DEFINED, RequestState.CHECKED, RequestState.PRODUCED}
HANDED_OVER = {RequestState.DELIVERED, RequestState.CLOSED}


class RequestLife:
    """registered → defined → checked → produced → validated → delivered → closed.

    Until it is validated it may be defined anew; an answer that was handed over is too, with a correction logged.
    """

    state = fsm.State(RequestState, default=RequestState.REGISTERED)

    def __init__(self, row: AuthorityRequest) -> None:
        self.row = row

    @state.setter()
    def _write_state(self, value: str) -> None:
        self.row.state = value

    @state.getter()
    def _read_state(self) -> str:
        return self.row.state

    @state.transition(source=OPEN | HANDED_OVER, target=RequestState.DEFINED)
    def define(self, query: str, first_day: date, last_day: date) -> None:
        self.row.query, self.row.first_day, self.row.last_day = query, first_day, last_day
        self.row.checked_by = self.row.produced_by = self.row.validated_by = self.row.receipt = ""
        self.row.snapshot, self.row.delivered_on = None, None

    @state.transition(source=RequestState.DEFINED, target=RequestState.CHECKED)
    def check(self, by: str) -> None:
        self.row.checked_by = by

    @state.transition(source=RequestState.CHECKED, target=RequestState.PRODUCED)
    def produce(self, by: str) -> None:
        self.row.produced_by = by

    @state.transition(source=RequestState.PRODUCED, target=RequestState.VALIDATED)
    def validate(self, by: str) -> None:
        self.row.validated_by = by

    @state.transition(source=RequestState.VALIDATED, target=RequestState.DELIVERED)
    def deliver(self, on: date) -> None:
        self.row.delivered_on = on

    @state.transition(source=RequestState.DELIVERED, target=RequestState.CLOSED)
    def close(self, receipt: str) -> None:
        self.row.receipt = receipt

    @state.transition(source=OPEN, target=RequestState.DECLINED)
    def decline(self, why: str) -> None:
        self.row.declined_why = why
