"""The legal values' place in the site."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from app import headings
from app.accounts.roles import Visitor, roles_of
from app.navigation import Entry, Section
from app.registers import value_queries, value_views


def has_a_role(user: Visitor) -> bool:
    return bool(roles_of(user))


class Registers(Section):
    title = _("Legal values")
    heading = headings.STEERING
    app_name = "registers"
    counts_rest = True
    permission = staticmethod(has_a_role)
    entries = (
        Entry(_("Legal values"), "registers:values", "scale", "vv", count="waiting", counted="only=waiting"),
    )
    index_path = path("", value_views.list_values, name="values")
    export_path = path("export/", value_views.export, name="export")
    value_path = path("<str:code>/", value_views.show_value, name="value")
    decide_path = path("proposals/<int:value_id>/", value_views.decide, name="decide")

    def count_entries(self, user: Visitor) -> dict[str, int]:
        return {"waiting": len(value_queries.count_waiting())} if value_views.may_publish(user) else {}
