"""Notices to people about transmissions no process looks after: sent in bulk, or for which nobody waits.

Those a process awaits have their own tasks and their own ladder.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min

from app.exchanges.models import Transmission
from app.exchanges.queries import unreachable
from app.exchanges.states import TransmissionState
from workflows import outbox

TOPIC = "service_level"
SILENT = {
    "fr": "Transmissions sans réponse à temps : {count} ({recipient})",
    "nl": "Doorzendingen zonder antwoord op tijd: {count} ({recipient})",
    "de": "Übermittlungen ohne Antwort in der Frist: {count} ({recipient})",
    "en": "Transmissions without an answer in time: {count} ({recipient})",
}
UNREACHABLE = {
    "fr": "Transmissions en attente, aucun partenaire configuré : {count} ({recipient})",
    "nl": "Wachtende doorzendingen, geen partner geconfigureerd: {count} ({recipient})",
    "de": "Wartende Übermittlungen, kein Partner eingerichtet: {count} ({recipient})",
    "en": "Transmissions waiting, no partner configured: {count} ({recipient})",
}
REJECTED = {
    "fr": "Transmissions rejetées à corriger : {count} ({recipient})",
    "nl": "Geweigerde doorzendingen te verbeteren: {count} ({recipient})",
    "de": "Abgelehnte Übermittlungen zu berichtigen: {count} ({recipient})",
    "en": "Rejected transmissions to correct: {count} ({recipient})",
}


def remind(*, today: date, now: datetime) -> int:
    """One notice a day for each institution and trouble, to the team leads, or the operators where a connection is
    missing; how many."""
    loose = Transmission.objects.filter(awaited=False)
    silent = loose.filter(state=TransmissionState.SENT, acknowledge_by__lt=today)
    rejected = loose.filter(state=TransmissionState.REJECTED)
    troubles = [
        ("silent", SILENT, silent, ["team_lead"]),
        ("rejected", REJECTED, rejected, ["team_lead"]),
        ("unreachable", UNREACHABLE, loose.filter(unreachable()), ["operator", "team_lead"]),
    ]
    return sum(tell(*one, today=today, now=now) for one in troubles)


def tell(
    what: str, titles: dict[str, str], found: Any, roles: list[str], *, today: date, now: datetime
) -> int:
    rows = (
        found.values("recipient").annotate(count=Count("id"), since=Min("drafted_at")).order_by("recipient")
    )
    for row in rows:
        words = {"count": row["count"], "recipient": row["recipient"]}
        payload = {
            "case_ref": "",
            "step": "breach",
            "titles": {language: text.format(**words) for language, text in titles.items()},
            "target": row["since"].isoformat(),
            "roles": roles,
        }
        outbox.post(TOPIC, payload, key=f"exchanges:{what}:{row['recipient']}:{today}", now=now)
    return len(rows)
