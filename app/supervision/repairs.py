"""Resolving an incident: one call of the kernel each."""

from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_operator
from app.supervision.forms import Repair
from workflows import incidents
from workflows.models import Incident


def repair(incident: Incident, action: Repair, *, data: Mapping[str, Any], reason: str, user: User) -> None:
    """Raises ReasonMissing, IncidentResolved, ResolutionRefused of workflows.errors."""
    by = as_operator(user)
    match action:
        case Repair.RETRY:
            incidents.retry(incident.pk, reason, by=by)
        case Repair.SKIP:
            incidents.skip(incident.pk, reason, by=by)
        case Repair.COMPLETE:
            incidents.complete(incident.pk, data, reason, by=by)
