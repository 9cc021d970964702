"""What the survey does by itself."""

from datetime import timedelta

from app.surveys.forgetting import forget
from app.surveys.rounds import open_round
from workflows import clock
from workflows.periodic import periodic


@periodic("open_survey_round", every=timedelta(days=1))
def open_survey_round() -> None:
    """On the first day of a quarter that finds it without its round."""
    open_round(clock.now())


@periodic("forget_survey_answers", every=timedelta(days=1))
def forget_survey_answers() -> None:
    """What was kept long enough goes."""
    forget(clock.today())
