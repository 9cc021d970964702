"""National numbers under a new key."""

from django.db import transaction
from django.db.models import Q

from app.people.models import Person
from app.people.parties import read_niss, seal_niss
from app.registers.sealing import current_key


@transaction.atomic
def reseal_niss(batch: int) -> int:
    """Seal up to `batch` numbers anew that another key sealed; how many."""
    older = Person.objects.filter(~Q(niss_sealed=""), ~Q(niss_sealed__startswith=f"{current_key()}."))
    persons = list(older.select_for_update().order_by("party_id")[:batch])
    for person in persons:
        seal_niss(person, read_niss(person))
    Person.objects.bulk_update(persons, ["niss_sealed", "niss_index"])
    return len(persons)
