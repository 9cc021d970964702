"""Small parts every template may use: icons, initials, days in words, fields."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.contrib.auth.models import AbstractBaseUser
from django.template.defaultfilters import floatformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app import page_time
from app.accounts.roles import name_role
from app.days import write_day
from app.icons import ICONS
from app.kept_parts import render_kept
from app.navigation import Group
from app.registers.citations import cite
from app.registers.errors import QuarterUnreadable
from app.registers.rendering import show_quarter
from forms.fields import AccountField
from forms.money import MoneyField

register = template.Library()

ONE_DAY = timedelta(days=1)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative line icon; the words beside it say what it means."""
    strokes = mark_safe(ICONS[name])  # noqa: S308 – our own constants
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', strokes)


@register.simple_tag
@lru_cache(maxsize=1000)
def gauge(percent: int, tone: str = "", size: str = "") -> SafeString:
    """How much of a time is used up; decorative, the chip beside it says it in words."""
    return format_html(
        '<svg class="gauge {} {}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="4"/></svg>',
        tone,
        size,
        percent,
    )


@register.simple_tag
def priority(bars: int) -> SafeString:
    """One to three bars, and the same in words."""
    return render_kept("parts/priority.html", bars=bars)


@register.simple_tag
def shortcuts(menu: Iterable[Group]) -> SafeString:
    """All keys; those behind "g" are the lines of this person's menu."""
    places = tuple((str(line.entry.title), line.entry.go) for group in menu for line in group.lines)
    return render_kept("parts/shortcuts.html", places=places)


@register.simple_tag
def palette() -> SafeString:
    """The empty palette; the script fills it with what the page offers."""
    return render_kept("parts/palette.html")


@register.filter
def initials(user: AbstractBaseUser | str) -> str:
    """`Anne Lambert` → `AL`."""
    words = str(user).replace(".", " ").replace("_", " ").split()
    letters = [word[0] for word in words if word]
    return "".join([letters[0], letters[-1]] if len(letters) > 1 else letters).upper()


@register.filter
def near_day(value: datetime | date) -> str:
    """Today and yesterday by name, this year's days without the year."""
    day = localtime(value).date() if isinstance(value, datetime) else value
    today = page_time.today()
    if day == today:
        return _("today")
    if day == today - ONE_DAY:
        return _("yesterday")
    if day == today + ONE_DAY:
        return _("tomorrow")
    return write_day(day, "j b" if day.year == today.year else "j b Y", get_language())


@register.filter
def moment(value: datetime) -> str:
    """Day and time, short."""
    return f"{near_day(value)} {localtime(value):%H:%M}"


@register.filter
def is_choice_group(field: forms.BoundField) -> bool:
    """Radio buttons and check boxes need a fieldset and a legend instead of a label."""
    return bool(field.field.widget.use_fieldset)


@register.filter
def is_tick(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def money(value: Decimal | None) -> str:
    """`1234.5` → `1 234,50 €` as the reader's language groups it; nothing for no amount."""
    return "" if value is None else f"{floatformat(value, '2g')}\xa0€"


@register.filter
def period(text: object) -> str:
    """`2026Q4` → `4e trimestre 2026`; a year, and what is no quarter, as it is written."""
    try:
        return show_quarter(str(text)) if text else ""
    except QuarterUnreadable:
        return str(text)


@register.filter
def quarter(year: int, number: int) -> str:
    """A year and 1 to 4, in words."""
    return show_quarter(f"{year}Q{number}")


@register.filter("cite")
def cite_law(text: str | None) -> str:
    """A citation of law in the reader's language."""
    return cite(text, get_language() or "en") if text else ""


@register.filter
def change(value: Decimal | None) -> str:
    """A difference as a fraction, `0.0215` → `+2,1 %`; nothing for none."""
    return "" if value is None else f"{'−' if value < 0 else '+'}{floatformat(abs(value) * 100, '1g')}\xa0%"


@register.filter
def told(bound: forms.BoundField) -> str:
    """What a field that is only read says, in the reader's language."""
    kind, value = bound.field, bound.value()
    if value in (None, "", []):
        return "–"
    try:
        value = kind.to_python(value)
    except forms.ValidationError:
        return str(value)
    return write_value(kind, value)


def write_value(kind: forms.Field, value: Any) -> str:
    match kind:
        case forms.BooleanField():
            return _("Yes") if value else _("No")
        case forms.ChoiceField():
            labels = {str(key): str(label) for key, label in kind.choices}  # type: ignore[misc, union-attr]
            values = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(str(one), str(one)) for one in values)
        case MoneyField():
            return floatformat(value, "2g")
        case forms.DateField():
            return write_day(value, "j F Y", get_language())
    return str(value)


@register.filter
def iban(number: str | None) -> str:
    """In groups of four, as people read it."""
    text = str(number or "")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


@register.filter
def amount(text: object) -> str:
    """An amount kept as text, `-12.50`, as money; what is no amount as it is."""
    try:
        return money(Decimal(str(text)))
    except InvalidOperation:
        return str(text)


@register.filter
def is_account(field: forms.BoundField) -> bool:
    return isinstance(field.field, AccountField)


register.filter("role_name", name_role)


@register.filter
def in_language(words: Mapping[str, str]) -> str:
    """Words given in several languages, in the reader's; else the first there are."""
    return str(words.get(get_language() or "fr") or next((one for one in words.values() if one), ""))


@register.filter
def among(who: str, names: Mapping[str, str]) -> str:
    """The name of `user:12`; who is no person reads as it is written."""
    return names.get(who, who)


@register.inclusion_tag("parts/field.html", takes_context=True)
def field(
    context: template.Context, bound: forms.BoundField, *, required: bool | None = None
) -> dict[str, object]:
    """One question; `required` where the form decides it by condition, `ticked` for a sentence that is told true."""
    return {
        "request": context.get("request"),
        "field": bound,
        "required": bound.field.required if required is None else required,
        "ticked": bound.field.disabled and is_tick(bound) and bool(bound.value()),
    }


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: forms.Form) -> dict[str, forms.Form]:
    return {"form": form}
