"""The other end of a link, as a line names it."""

from app.people import queries
from app.people.models import ImportedLine, Party
from app.registers import identifiers
from app.registers.errors import IdentifierRefused
from app.registers.line_reports import CellRefused


def find_linked(name: str) -> Party:
    """By the key of a line, our reference or an enterprise number. Raises CellRefused."""
    seen = ImportedLine.objects.select_related("party__merged_into").filter(key=name).first()
    party = seen.party if seen else find_by_reference(name)
    if party is None:
        raise CellRefused("not known (yet): its own line goes before this one", "linked_to")
    return party.merged_into or party


def find_by_reference(name: str) -> Party | None:
    party = Party.objects.select_related("merged_into").filter(reference=name.upper()).first()
    if party is not None:
        return party
    try:
        return queries.find_by_enterprise_number(identifiers.clean_enterprise_number(name))
    except IdentifierRefused:
        return None
