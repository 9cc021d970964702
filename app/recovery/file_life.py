"""The life of a judicial file: its states and what leads from one to the next. The caller saves it."""

from datetime import date

from viewflow.fsm import State

from app.recovery.models import JudicialFile
from app.recovery.states import FileState, Route


class FileLife:
    """The transitions of one locked file. A refused one raises viewflow's TransitionNotAllowed."""

    state = State(FileState, default=FileState.PREPARED)

    def __init__(self, file: JudicialFile) -> None:
        self.file = file

    @state.setter()
    def _write(self, value: FileState) -> None:
        self.file.state = value

    @state.getter()
    def _read(self) -> FileState:
        return FileState(self.file.state)

    @state.transition(source=FileState.PREPARED, target=FileState.APPROVED)
    def approve(self, *, on: date, approver: str, route: str, rule: str) -> None:
        """The legal officer signs for the route that D22 chose."""
        self.sign(on, approver, route, rule)

    @state.transition(
        source={
            FileState.APPROVED,
            FileState.ORDER_SERVED,
            FileState.SUMMONED,
            FileState.OPPOSED,
            FileState.ENFORCEABLE,
            FileState.SEIZURE,
        },
        target=FileState.APPROVED,
    )
    def reroute(self, *, on: date, approver: str, route: str, rule: str) -> None:
        """What became known of the debtor asks for another route, signed anew."""
        self.sign(on, approver, route, rule)

    def sign(self, on: date, approver: str, route: str, rule: str) -> None:
        self.file.approved_on, self.file.approved_by = on, approver
        self.file.route, self.file.route_rule = Route(route), rule

    @state.transition(source={FileState.PREPARED, FileState.APPROVED}, target=FileState.WITHDRAWN)
    def withdraw(self, *, on: date) -> None:
        """Not brought before the court after all."""
        self.file.closed_on = on

    @state.transition(source=FileState.APPROVED, target=FileState.ORDER_SERVED)
    def serve_order(self, *, on: date, until: date) -> None:
        """The bailiff has served the order; opposition until the given day."""
        self.file.served_on, self.file.opposition_until = on, until

    @state.transition(source={FileState.APPROVED, FileState.OPPOSED}, target=FileState.SUMMONED)
    def summon(self, *, on: date) -> None:
        """The debtor is summoned before the labour court."""
        self.file.summoned_on = on

    @state.transition(source=FileState.ORDER_SERVED, target=FileState.OPPOSED)
    def oppose(self, *, on: date) -> None:
        """The debtor has summoned the fund in opposition to the order."""
        self.file.opposed_on = on

    @state.transition(
        source={FileState.ORDER_SERVED, FileState.SUMMONED, FileState.OPPOSED}, target=FileState.ENFORCEABLE
    )
    def become_enforceable(self, *, on: date) -> None:
        """The month of opposition passed, or a judgment was given."""
        if self.file.state != FileState.ORDER_SERVED:
            self.file.judged_on = on
        self.file.enforceable_on = on

    @state.transition(source=FileState.ENFORCEABLE, target=FileState.SEIZURE)
    def seize(self) -> None:
        """The bailiff seizes."""

    @state.transition(
        source={
            FileState.APPROVED,
            FileState.ORDER_SERVED,
            FileState.SUMMONED,
            FileState.OPPOSED,
            FileState.ENFORCEABLE,
            FileState.SEIZURE,
        },
        target=FileState.CLOSED,
    )
    def close(self, *, on: date) -> None:
        """Paid, settled by a plan, or lost before the court."""
        self.file.closed_on = on

    @state.transition(
        source={FileState.APPROVED, FileState.ENFORCEABLE, FileState.SEIZURE}, target=FileState.IRRECOVERABLE
    )
    def give_up(self, *, on: date, evidence: str) -> None:
        """Nothing can be had; the evidence says why."""
        self.file.closed_on, self.file.evidence = on, evidence
