"""What processes may ask about those who act for the fund: who is silent, and what they answered (SLA-50, SLA-51)."""

from dataclasses import dataclass
from datetime import date

from app.recovery.files import read_reference
from app.recovery.mandates import add_news, list_silent
from app.recovery.models import Mandate, MandateNews
from app.recovery.performers import find_performer
from workflows.clock import BRUSSELS
from workflows.operations import Call, operation


@dataclass(frozen=True)
class Silence:
    """The mandate of a file that is silent the longest; without one only `is_silent` is told, false."""

    is_silent: bool
    mandate_id: int | None = None
    kind: str | None = None
    name: str | None = None
    last_news_on: date | None = None


@operation("recovery.read_silence")
def read_silence(call: Call, *, file_ref: str) -> Silence:
    """Whether a lawyer, bailiff or other mandate of a file has said nothing for longer than the fund allows."""
    today = call.now.astimezone(BRUSSELS).date()
    silent = list_silent(today).filter(file=read_reference(file_ref)).first()
    if silent is None:
        return Silence(is_silent=False)
    return Silence(True, silent.pk, str(silent.kind), silent.name, silent.last_news_on)


@operation("recovery.keep_news")
def keep_news(
    call: Call,
    *,
    mandate_id: int,
    told_on: date,
    news: str,
    by_task: str,
    next_action_on: date | None = None,
) -> None:
    """Keep what a mandate answered, once for its words of that day: its silence ends. Raises DateRefused."""
    mandate = Mandate.objects.get(pk=int(mandate_id))
    if MandateNews.objects.filter(mandate=mandate, told_on=told_on, text=news).exists():
        return
    add_news(
        mandate, told_on=told_on, text=news, by=find_performer(call, by_task), next_action_on=next_action_on
    )
