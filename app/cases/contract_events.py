"""An event of a life that the fund comes to know: the contracts of a supplementary pension are looked at again (C57).

Births, incapacities and bankruptcies come as facts of a life, a cessation with the end of a liability, an income when
it is definitive, a company when the person becomes its officer or active partner. Each tells each contract once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.affiliation.models import LiabilityPeriod
from app.affiliation.periods import end_listeners
from app.benefits.detection_models import LifeFact
from app.benefits.life_facts import fact_listeners
from app.cases.models import Case
from app.contributions.incomes import income_listeners
from app.contributions.models import Income, IncomeKind
from app.people.links import link_listeners
from app.people.models import Link, LinkKind
from workflows import api, clock

PROCESS, MESSAGE = "supplementary_pension_contract", "supplementary.life_event"
#: An event older than this changes no contract any more: what is told later is history.
RECENT = timedelta(days=366)
COMPANY = frozenset({LinkKind.OFFICER, LinkKind.ACTIVE_PARTNER})


def tell_contracts(fact: LifeFact) -> None:
    """Of a birth, an incapacity or a bankruptcy."""
    if is_recent(fact.happened_on):
        tell({fact.party_id: (f"life_fact:{fact.pk}", str(fact.kind))})


def tell_cessation(period: LiabilityPeriod) -> None:
    """Of an activity that ends; one corrected to another day is another event."""
    if period.ended_on is not None and is_recent(period.ended_on):
        tell({period.person_id: (f"cessation:{period.pk}:{period.ended_on}", "cessation")})


def tell_incomes(incomes: Sequence[Income]) -> None:
    """Of the definitive incomes among them: they may change the highest premium, and what was deducted."""
    tell(
        {
            one.party_id: (f"income:{one.pk}", "income")
            for one in incomes
            if one.kind == IncomeKind.DEFINITIVE and is_recent(one.received_on)
        }
    )


def tell_company(link: Link) -> None:
    """Of a person who begins to run a company, or to work in it as a partner: a company can pay for a pension too."""
    if link.kind in COMPANY and is_recent(link.started_on):
        tell({link.from_party_id: (f"company:{link.pk}", "company")})


def is_recent(day: date) -> bool:
    return day >= clock.today() - RECENT


def tell(events: dict[int, tuple[str, str]]) -> None:
    """Tell each running contract of these people; one that is being reviewed hears of it afterwards."""
    for party_id, reference in list_running(events):
        key, event = events[party_id]
        api.receive("benefits", f"{key}:{reference}", MESSAGE, reference, {"event": event})


def list_running(parties: Iterable[int]) -> list[tuple[int, str]]:
    running = Case.objects.filter(process=PROCESS, party__in=list(parties), closed_at=None)
    return list(running.order_by("pk").values_list("party_id", "reference"))


def register_listener() -> None:
    fact_listeners.append(tell_contracts)
    end_listeners.append(tell_cessation)
    income_listeners.append(tell_incomes)
    link_listeners.append(tell_company)
