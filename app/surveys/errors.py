"""What can go wrong with the satisfaction survey."""

from workflows.errors import WorkflowError


class SurveyError(WorkflowError):
    """The survey refuses."""


class RoundUnknown(SurveyError):
    """There is no round of the survey for this quarter."""


class LinkForged(SurveyError):
    """This link is not ours."""


class LinkExpired(SurveyError):
    """The days to answer are over."""


class LinkUsed(SurveyError):
    """This link was used already."""


class AnswerEmpty(SurveyError):
    """An answer has at least one mark or a few words."""


class RemarkRefused(SurveyError):
    """The state of the remark does not allow this."""
