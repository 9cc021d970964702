"""Words for what a calendar's change moves."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def step_name(name: str) -> str:
    """A step of a promise's ladder: its warning, its end, or the nth escalation after it."""
    if name == "warning":
        return _("warning before the end")
    if name == "breach":
        return _("the promise is broken")
    return _("escalation %(number)s") % {"number": name.rpartition("-")[2]}


@register.filter
def in_days(days: int) -> str:
    """So many days later or earlier; 0: another hour of the same day."""
    if days == 0:
        return _("the same day, another hour")
    told = (
        ngettext("%(count)d day later", "%(count)d days later", days)
        if days > 0
        else ngettext("%(count)d day earlier", "%(count)d days earlier", -days)
    )
    return told % {"count": abs(days)}
