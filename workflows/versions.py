"""The life of a version: draft → review → published → retired, and back to published when a process is put back."""

from datetime import datetime

from viewflow.fsm import State

from workflows.actors import Actor
from workflows.models.definition import DefinitionVersion
from workflows.models.states import VersionState


class VersionLife:
    """The transitions of one version; the caller saves it. A refused one raises viewflow's TransitionNotAllowed."""

    state = State(VersionState, default=VersionState.DRAFT)

    def __init__(self, version: DefinitionVersion, *, by: Actor, now: datetime) -> None:
        self.version, self.by, self.now = version, by, now

    @state.setter()
    def _write(self, value: VersionState) -> None:
        self.version.state = value

    @state.getter()
    def _read(self) -> VersionState:
        return VersionState(self.version.state)

    @state.transition(source=VersionState.DRAFT, target=VersionState.REVIEW)
    def submit(self) -> None:
        """Ask for a second pair of eyes."""

    @state.transition(source=VersionState.REVIEW, target=VersionState.DRAFT)
    def send_back(self) -> None:
        """The reader asks for changes."""

    @state.transition(source={VersionState.REVIEW, VersionState.RETIRED}, target=VersionState.PUBLISHED)
    def publish(self) -> None:
        """New instances start on it from now on."""
        self.version.published_at = self.now
        self.version.published_by = str(self.by)

    @state.transition(source=VersionState.PUBLISHED, target=VersionState.RETIRED)
    def retire(self) -> None:
        """No new instance starts on it; those that run go on."""
