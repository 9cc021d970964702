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
from app.kept_parts import render_kept
from app.navigation import Group
from app.registers.citations import cite
from app.registers.errors import QuarterUnreadable
from app.registers.rendering import show_quarter
from forms.fields import AccountField
from forms.money import MoneyField

register = template.Library()

# Strokes on a 16-unit grid.
ICONS = {
    "tray": '<path d="M2 9.5 4 3h8l2 6.5V13H2Z"/><path d="M2 9.5h3.5a2.5 2.5 0 0 0 5 0H14"/>',
    "bell": '<path d="M4 11V7a4 4 0 0 1 8 0v4l1.5 1.5h-11Z"/><path d="M6.5 14h3"/>',
    "hand": '<path d="M8 2.5v11M2.5 8h11"/><circle cx="8" cy="8" r="6"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "moon": '<path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z"/>',
    "people": (
        '<circle cx="6" cy="5.5" r="2.5"/>'
        '<path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4"/>'
        '<path d="M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12.3 10c1.4.6 2.2 1.8 2.2 3.5"/>'
    ),
    "folder": '<path d="M1.5 4.5v8h13v-7h-6.5l-1.5-2h-5Z"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "alert": '<path d="M8 2 14.5 13.5h-13Z"/><path d="M8 6.5v3M8 11.6v.1"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "down": '<path d="m4 6 4 4 4-4"/>',
    "right": '<path d="m6 4 4 4-4 4"/>',
    "left": '<path d="m10 4-4 4 4 4"/>',
    "check": '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.5M8 5v.1"/>',
    "file": '<path d="M4 1.5h5.5L13 5v9.5H4Z"/><path d="M9 1.5V5.5h4"/>',
    "download": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "sun": (
        '<circle cx="8" cy="8" r="3"/>'
        '<path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7'
        'M11.9 4.1l.7-.7"/>'
    ),
    "globe": '<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c4 4 4 8 0 12M8 2c-4 4-4 8 0 12"/>',
    "keyboard": (
        '<rect x="1.5" y="4" width="13" height="8" rx="1.5"/>'
        '<path d="M4.5 9.5h7M4.5 7h.1M7 7h.1M9.5 7h.1M12 7h.1"/>'
    ),
    "out": '<path d="M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6.5"/>',
    "scale": '<path d="M8 2v12M5 14h6M3 4.5h10M3 4.5 1.5 9h3Zm10 0L11.5 9h3Z"/>',
    "calendar": '<path d="M2 3.5h12v10.5H2ZM2 6.5h12M5 2v3M11 2v3"/>',
    "letter": '<path d="M1.5 3.5h13v9h-13Z"/><path d="m2 4 6 5 6-5"/>',
    "phone": '<path d="M3 2h2.5L7 5.5 5.3 7a8 8 0 0 0 3.7 3.7l1.5-1.7L14 10.5V13c0 .8-5 1-8.5-2.5S2.2 2 3 2Z"/>',
    "coins": (
        '<ellipse cx="8" cy="4" rx="5.5" ry="2"/>'
        '<path d="M2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2"/>'
    ),
    "book": (
        '<path d="M3 2.5h8.5a1.5 1.5 0 0 1 1.5 1.5v10H4.5A1.5 1.5 0 0 1 3 12.5Z"/>'
        '<path d="M3 12.5A1.5 1.5 0 0 1 4.5 11H13"/>'
    ),
    "court": '<path d="M2 14h12M3 6h10L8 2ZM4 6v6M8 6v6M12 6v6M2.5 12h11"/>',
    "pair": '<path d="M2 2h8v8H2Z"/><path d="M6 6h8v8H6Z"/>',
    "signed": '<path d="M3 13.5h10M3.5 10.5 11 3l2 2-7.5 7.5-2.5.5Z"/>',
    "eye": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z"/><circle cx="8" cy="8" r="2"/>',
    "sort": '<path d="M2.5 4h11M2.5 8h8M2.5 12h5"/>',
    "pause": '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
}
ONE_DAY = timedelta(days=1)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative line icon; the words beside it say what it means."""
    strokes = mark_safe(ICONS[name])  # noqa: S308 – our own constants
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', strokes)


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
