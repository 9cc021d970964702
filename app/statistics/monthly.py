"""The cases of each month that has ended: its data quality (SLA-85) and the availability of the databases (SLA-86)."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from app.cases.errors import ProcessNotDeployed
from app.cases.opening import open_case
from workflows import api
from workflows.clock import BRUSSELS

PROCESSES = ("data_quality_report", "availability_report")
BY = api.system("statistics")


def open_months(now: datetime) -> list[str]:
    """The references of the cases of the last month, each opened once; one whose process is not published waits."""
    month_end = now.astimezone(BRUSSELS).date().replace(day=1) - timedelta(days=1)
    data = {"month": month_end.replace(day=1), "month_end": month_end}
    opened = []
    for process in PROCESSES:
        key = uuid5(NAMESPACE_URL, f"{process}:{month_end:%Y-%m}")
        try:
            opened.append(open_case(process, data, by=BY, key=key).reference)
        except ProcessNotDeployed:
            continue
    return opened
