"""What the statistics do by themselves."""

from datetime import timedelta

from app.statistics.monthly import open_months
from app.statistics.quality import report
from workflows import clock, periodic


@periodic.periodic("report_data_quality", every=timedelta(days=1))
def report_quality() -> None:
    """On the first day of a month that finds the last one without its report."""
    report(clock.now())


@periodic.periodic("open_monthly_reports", every=timedelta(days=1))
def open_monthly_reports() -> None:
    """On the first day of a month that finds the last one without its cases."""
    open_months(clock.now())
