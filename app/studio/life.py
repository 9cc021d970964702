"""The life of a draft: editing → review → approved → published, back to editing, or discarded."""

from viewflow.fsm import State

from app.studio.models import Draft, DraftState


class DraftLife:
    """The transitions of one draft; the caller saves it. A refused one raises viewflow's TransitionNotAllowed."""

    state = State(DraftState, default=DraftState.EDITING)

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @state.setter()
    def _write(self, value: DraftState) -> None:
        self.draft.state = value

    @state.getter()
    def _read(self) -> DraftState:
        return DraftState(self.draft.state)

    @state.transition(source=DraftState.EDITING, target=DraftState.REVIEW)
    def submit(self) -> None:
        """Its writer asks a colleague to look at it."""

    @state.transition(source={DraftState.REVIEW, DraftState.APPROVED}, target=DraftState.EDITING)
    def send_back(self) -> None:
        """The colleague asks for changes, or the writer takes it back."""

    @state.transition(source=DraftState.REVIEW, target=DraftState.APPROVED)
    def approve(self) -> None:
        """A second person answers for it; it is published on its day."""

    @state.transition(source=DraftState.APPROVED, target=DraftState.PUBLISHED)
    def publish(self) -> None:
        """It is the current version from now on."""

    @state.transition(
        source={DraftState.EDITING, DraftState.REVIEW, DraftState.APPROVED}, target=DraftState.DISCARDED
    )
    def discard(self) -> None:
        """Nothing comes of it; it is kept."""
