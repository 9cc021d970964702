"""What the fund’s own house is busy with: letters in wrong envelopes, the bulletin, an authority’s request."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.accounts.roles import Role
from app.demo.colleagues import Colleagues
from app.demo.requests import open_request
from app.registers.quarters import Quarter
from workflows.calendars import load_calendar
from workflows.models import ProcessDefinition

#: Below this many days a fund only catches up with today.
WHOLE = 90
#: Days before the last one: the measures after the first breach are proved too late, the second is not judged yet.
BREACHES = (timedelta(days=45), timedelta(days=0))
BULLETIN, REQUEST = timedelta(days=20), timedelta(days=16)


class HouseAffairs:
    def __init__(self, colleagues: Colleagues, first: date, last: date) -> None:
        self.colleagues = colleagues
        self.last = load_calendar("belgium").previous_working_day(last + timedelta(days=1))
        self.is_whole = (last - first).days >= WHOLE

    def live(self, since: date, day: date) -> None:
        """Nothing where the fund does not serve such affairs."""
        for process, before, role, write in (
            *(("data_breach", one, Role.DATA_PROTECTION_OFFICER, describe_breach) for one in BREACHES),
            ("bulletin", BULLETIN, Role.PROCESS_OWNER, describe_bulletin),
            ("authority_request", REQUEST, Role.FINANCE_OFFICER, describe_request),
        ):
            if self.is_whole and since < self.last - before <= day and is_published(process):
                open_request(process, write(day), self.colleagues, role)


def describe_breach(day: date) -> Mapping[str, Any]:
    """Letters in the wrong envelopes: the data protection officer has three days."""
    return {
        "aware_on": day,
        "aware_hour": 8,
        "aware_minute": 30,
        "nature": "Deux avis d’échéance mis dans l’enveloppe l’un de l’autre.",
        "persons_concerned": 2,
    }


def describe_bulletin(day: date) -> Mapping[str, Any]:
    """The year's last number is begun: the process owner composes it."""
    return {"subject": str(day.year), "told": Quarter.of(day).number - 1}


def describe_request(day: date) -> Mapping[str, Any]:
    """INASTI wants figures; the director lets them leave."""
    quarter = Quarter.of(day).shift(-1)
    return {
        "authority": "INASTI",
        "reference": f"STAT/{quarter.year}/{quarter.number}",
        "received_on": day,
        "question": f"Population par catégorie au {quarter.last_day:%d/%m/%Y}.",
        "legal_basis": "AR no 38 du 27 juillet 1967, art. 20",
        "purpose": "Statistiques trimestrielles des caisses.",
        "output_format": "xlsx",
        "repeats": "quarter",
    }


def is_published(process: str) -> bool:
    return ProcessDefinition.objects.filter(key=process, current__isnull=False).exists()
