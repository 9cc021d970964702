"""Contents of messages: written as JSON by their schema, checked against it, digested, and completed for the wire.

A property with `format: party` holds a reference of a party (P0000001); on the wire it becomes the reference with the
number by which institutions know the party. So no national number is ever kept in a content.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from app.exchanges.errors import IdentifierMissing, PayloadRefused
from app.people.models import Kind, Party
from app.people.parties import read_niss
from app.registers.errors import IdentifierRefused
from app.registers.identifiers import clean_niss
from workflows.yaml_source import write_key

CENT = Decimal("0.01")
PARTY = re.compile(r"^P[0-9]{7,}$")
AMOUNT = re.compile(r"^-?[0-9]{1,12}\.[0-9]{2}$")
QUARTER = re.compile(r"^[0-9]{4}Q[1-4]$")
Schema = Mapping[str, Any]
checker = FormatChecker(("date",))


@checker.checks("party")
def is_party(value: object) -> bool:
    return not isinstance(value, str) or PARTY.fullmatch(value) is not None


@checker.checks("amount")
def is_amount(value: object) -> bool:
    return not isinstance(value, str) or AMOUNT.fullmatch(value) is not None


@checker.checks("quarter")
def is_quarter(value: object) -> bool:
    return not isinstance(value, str) or QUARTER.fullmatch(value) is not None


def write_payload(values: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """FEEL values as the JSON their schema asks for; a null where the schema knows none is left out.

    Raises PayloadRefused naming the first place that does not fit, never what stands there.
    """
    written = write_value(values, schema)
    check_payload(written, schema)
    refuse_national_numbers(written)
    return dict(written)


def write_value(value: Any, schema: Schema) -> Any:
    match value:
        case Mapping():
            known = schema.get("properties", {})
            kept = {key: (one, known.get(key, {})) for key, one in value.items()}
            return {key: write_value(one, part) for key, (one, part) in kept.items() if has_place(one, part)}
        case list() | tuple():
            return [write_value(one, schema.get("items", {})) for one in value]
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return write_number(value, schema)
        case bool() | str() | None:
            return value
        case int():
            return write_number(Decimal(value), schema)
    raise PayloadRefused(_("The content holds something that cannot be written: %s.") % type(value).__name__)


def has_place(value: Any, schema: Schema) -> bool:
    if value is not None:
        return True
    kinds = schema.get("type", ())
    return "null" in ([kinds] if isinstance(kinds, str) else kinds)


def write_number(value: Decimal, schema: Schema) -> int | str:
    """An amount with its two decimals, exact; a whole number as such; another number as its exact text."""
    if schema.get("format") == "amount":
        if value != value.quantize(CENT):
            raise PayloadRefused(_("An amount has two decimals at most."))
        return f"{value.quantize(CENT):f}"
    return int(value) if value == value.to_integral_value() else f"{value:f}"


def check_payload(payload: Any, schema: Schema) -> None:
    """Raises PayloadRefused naming the first place that does not fit, in the order of places."""
    validator = Draft202012Validator(schema, format_checker=checker)
    errors = sorted(validator.iter_errors(payload), key=lambda one: [str(part) for part in one.absolute_path])
    if errors:
        raise PayloadRefused(explain(errors[0]), place=write_key(tuple(errors[0].absolute_path)))


def explain(error: ValidationError) -> str:
    """What a place must be; what stands there is not repeated, it may be about a person."""
    place = write_key(tuple(error.absolute_path)) or _("the content")
    wanted: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in instance]
            return _("%(place)s: “%(name)s” is missing.") % {"place": place, "name": missing[0]}
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
            extra = sorted(set(instance) - set(known))
            return _("%(place)s: “%(name)s” is not known.") % {"place": place, "name": ", ".join(extra)}
        case "enum":
            values = ", ".join(map(str, wanted))
            return _("%(place)s: must be one of %(values)s.") % {"place": place, "values": values}
        case "format" | "type":
            return _("%(place)s: must be: %(kind)s.") % {"place": place, "kind": wanted}
    return _("%(place)s: does not keep the rule “%(rule)s” (%(value)s).") % {
        "place": place,
        "rule": error.validator,
        "value": wanted,
    }


def refuse_national_numbers(payload: Any) -> None:
    """A content names people by reference. Raises PayloadRefused when a text in it is a valid national number."""
    for key, text in walk(payload):
        if len(text) in range(11, 16) and is_niss(text):
            told = _("%s: a national number is not kept in a content; name the party by its reference.")
            raise PayloadRefused(told % write_key(key), place=write_key(key))


def is_niss(text: str) -> bool:
    try:
        clean_niss(text)
    except IdentifierRefused:
        return False
    return True


def walk(value: Any, key: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a content with its place."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from walk(one, (*key, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from walk(one, (*key, index))
    elif isinstance(value, str):
        yield key, value


def digest(payload: Any) -> str:
    """SHA-256 of the content, whatever the order of its keys."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def canonical(payload: Any) -> bytes:
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def complete(payload: Any, schema: Schema) -> Any:
    """The content for the wire: each party with its number. Raises IdentifierMissing, PayloadRefused."""
    references = set(list_parties(payload, schema))
    return replace_parties(payload, schema, identify_all(references)) if references else payload


def list_parties(value: Any, schema: Schema) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from list_parties(one, schema.get("properties", {}).get(name, {}))
    elif isinstance(value, list):
        for one in value:
            yield from list_parties(one, schema.get("items", {}))
    elif isinstance(value, str) and schema.get("format") == "party":
        yield value


def replace_parties(value: Any, schema: Schema, numbers: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        parts = schema.get("properties", {})
        return {name: replace_parties(one, parts.get(name, {}), numbers) for name, one in value.items()}
    if isinstance(value, list):
        return [replace_parties(one, schema.get("items", {}), numbers) for one in value]
    return numbers[value] if isinstance(value, str) and schema.get("format") == "party" else value


def identify_all(references: Iterable[str]) -> dict[str, dict[str, str]]:
    """{reference, niss or enterprise_number} by reference; a merged party is the one it went into."""
    wanted = set(references)
    related = ("person", "company", "merged_into__person", "merged_into__company")
    found = Party.objects.filter(reference__in=wanted).select_related(*related)
    known = {one.reference: identify(one.merged_into or one) for one in found}
    missing = sorted(wanted - set(known))
    if missing:
        raise PayloadRefused(_("There is no party %s.") % missing[0], party_ref=missing[0])
    return known


def identify(party: Party) -> dict[str, str]:
    """How institutions know a party. Raises IdentifierMissing."""
    if party.kind == Kind.COMPANY:
        return {"reference": party.reference, "enterprise_number": party.company.enterprise_number}
    if not party.person.niss_sealed:
        raise IdentifierMissing(
            _("The national number of %s is not known.") % party.reference, party_ref=party.reference
        )
    return {"reference": party.reference, "niss": read_niss(party.person)}
