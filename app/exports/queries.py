"""The lists that left, for the data-protection officer."""

from django.db.models import QuerySet

from app.exports.models import Download
from app.logbook import LogFilters


def list_downloads(filters: LogFilters) -> QuerySet[Download]:
    return Download.objects.select_related("user").filter(filters.narrow()).order_by("-pk")
