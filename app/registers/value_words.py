"""A legal value as a person reads it: `0.205 rate` is 20.5%, `12-31` the 31st of December."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.registers.rendering import show_money, show_number, show_percent, show_word


def tell_value(value: Any, unit: str) -> str:
    """In the active language, with its unit."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return UNITS[unit](value) if unit in UNITS else tell_other(value, unit)
    if isinstance(value, list):
        return "; ".join(tell_value(one, unit) for one in value)
    if isinstance(value, Mapping):
        return tell_context(value)
    return show_word(value)


def tell_context(value: Mapping[str, Any]) -> str:
    """Such as how long a right lasts by the length of a career."""
    return ", ".join(tell_member(name, one) for name, one in value.items()).replace(":,", ":")


def tell_member(name: str, value: Any) -> str:
    if name == "below" and value is None:
        return _("above:")
    if name == "below":
        return _("below %(quarters)s quarters:") % {"quarters": show_number(value)}
    if isinstance(value, Decimal) and name in UNITS:
        return UNITS[name](value)
    return f"{name.replace('_', ' ')} {value}"


def tell_other(number: Decimal, unit: str) -> str:
    return f"{show_number(number)} {unit}".strip()


def count(one: str, many: str) -> Callable[[Decimal], str]:
    return lambda number: ngettext(one, many, int(number)) % {"n": show_number(number)}


UNITS: Mapping[str, Callable[[Decimal], str]] = {
    "EUR": show_money,
    "EUR/year": lambda number: _("%(amount)s a year") % {"amount": show_money(number)},
    "rate": show_percent,
    "coefficient": show_number,
    "years": count("%(n)s year", "%(n)s years"),
    "quarters": count("%(n)s quarter", "%(n)s quarters"),
    "months": count("%(n)s month", "%(n)s months"),
    "weeks": count("%(n)s week", "%(n)s weeks"),
    "days": count("%(n)s day", "%(n)s days"),
    "vouchers": count("%(n)s voucher", "%(n)s vouchers"),
    "day": lambda number: _("day %(n)s of the month") % {"n": show_number(number)},
}


def tell_unit(unit: str) -> str:
    """What a proposal's number is written in, in words; nothing for a value without unit."""
    names = {
        "EUR": _("in euro"),
        "EUR/year": _("in euro a year"),
        "rate": _("as a percentage (20.5%) or a fraction (0.205)"),
        "coefficient": _("a coefficient"),
        "years": _("in years"),
        "quarters": _("in quarters"),
        "months": _("in months"),
        "weeks": _("in weeks"),
        "days": _("in days"),
        "vouchers": _("in vouchers"),
        "day": _("a day of the month"),
    }
    return names.get(unit, unit)
