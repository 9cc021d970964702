"""Recovery's own periodic duty: ask after lawyers, bailiffs and curators who are silent (SLA-50 to 52)."""

from datetime import datetime, timedelta

from django.db import transaction

from app.recovery.mandates import claim_alerts
from app.recovery.models import Mandate
from workflows import clock, outbox
from workflows.periodic import periodic

TOPIC = "service_level"
TITLES = {
    "lawyer": {
        "fr": "Avocat sans nouvelles",
        "nl": "Advocaat zonder nieuws",
        "de": "Rechtsanwalt ohne Nachricht",
        "en": "Lawyer without news",
    },
    "bailiff": {
        "fr": "Huissier sans nouvelles",
        "nl": "Gerechtsdeurwaarder zonder nieuws",
        "de": "Gerichtsvollzieher ohne Nachricht",
        "en": "Bailiff without news",
    },
    "curator": {
        "fr": "Curateur sans nouvelles",
        "nl": "Curator zonder nieuws",
        "de": "Konkursverwalter ohne Nachricht",
        "en": "Curator without news",
    },
    "mediator": {
        "fr": "Médiateur de dettes sans nouvelles",
        "nl": "Schuldbemiddelaar zonder nieuws",
        "de": "Schuldenvermittler ohne Nachricht",
        "en": "Debt mediator without news",
    },
}


@periodic("recovery_alert_silent_mandates", every=timedelta(days=1))
@transaction.atomic
def alert_silent_mandates() -> None:
    """One notice to the legal officers for each silent mandate, once until there is news."""
    now = clock.now()
    for mandate in claim_alerts(clock.today()):
        outbox.post(
            TOPIC,
            describe(mandate, now),
            key=f"mandate:{mandate.pk}:{mandate.last_news_on}",
            now=now,
        )


def describe(mandate: Mandate, now: datetime) -> dict[str, object]:
    """A notice as the service levels send it, so that it arrives where theirs do."""
    return {
        "case_ref": mandate.case_ref,
        "step": "breach",
        "titles": TITLES[mandate.kind],
        "target": now.isoformat(),
        "roles": ["legal_officer"],
    }
