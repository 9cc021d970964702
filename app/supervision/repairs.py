"""Resolving an incident: one call of the kernel each."""

from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.accounts.roles import as_operator
from workflows import api
from workflows.api import Repair
from workflows.models import Incident


def repair(incident: Incident, answers: Mapping[str, Any], *, user: User) -> Incident:
    """Do what the operator's checked form says; the incident afterwards, open still when a retry failed again.

    Raises ReasonMissing, IncidentResolved, ResolutionRefused, DataRefused and others of workflows.errors.
    """
    by, reason, data = as_operator(user), answers["reason"], answers.get("variables", {})
    match Repair(answers["action"]):
        case Repair.RETRY:
            return api.retry_incident(incident.pk, reason, by=by, data=data)
        case Repair.SKIP:
            return api.skip_incident(incident.pk, reason, by=by, data=data, flow_id=answers.get("flow", ""))
        case Repair.COMPLETE:
            return api.complete_incident(incident.pk, answers["result"], reason, by=by)
        case Repair.DELIVER:
            return api.choose_receiver(incident.pk, int(answers["receiver"]), reason, by=by)
        case Repair.CANCEL:
            return api.cancel_incident(incident.pk, reason, by=by)
        case Repair.CLOSE:
            return api.close_incident(incident.pk, reason, by=by)
