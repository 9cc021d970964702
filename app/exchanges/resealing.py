"""Arrived messages under a new key."""

from django.db import transaction

from app.exchanges.models import Arrival
from app.registers.sealing import current_key, seal, unseal


@transaction.atomic
def reseal_arrivals(batch: int) -> int:
    """Seal up to `batch` bodies anew that another key sealed; how many."""
    older = Arrival.objects.exclude(body_sealed__startswith=f"{current_key()}.")
    arrivals = list(older.select_for_update().order_by("pk")[:batch])
    for arrival in arrivals:
        arrival.body_sealed = seal(unseal(arrival.body_sealed, arrival.place), arrival.place)
    Arrival.objects.bulk_update(arrivals, ["body_sealed"])
    return len(arrivals)
