"""An event of a life that a register tells: the contracts of a supplementary pension are looked at again (C57)."""

from datetime import timedelta

from app.benefits.detection_models import LifeFact
from app.benefits.life_facts import fact_listeners
from app.cases.models import Case
from workflows import api, clock

PROCESS, MESSAGE = "supplementary_pension_contract", "supplementary.life_event"
#: An event older than this changes no contract any more: what is told later is history.
RECENT = timedelta(days=366)


def tell_contracts(fact: LifeFact) -> None:
    """Tell each running contract of the person, once; one that is being reviewed hears of it afterwards."""
    if fact.happened_on < clock.today() - RECENT:
        return
    running = Case.objects.filter(process=PROCESS, party=fact.party_id, closed_at=None)
    for reference in running.order_by("pk").values_list("reference", flat=True):
        key = f"life_fact:{fact.pk}:{reference}"
        api.receive("benefits", key, MESSAGE, reference, {"event": str(fact.kind)})


def register_listener() -> None:
    fact_listeners.append(tell_contracts)
