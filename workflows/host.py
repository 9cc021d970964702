"""What this program lends to the engine's expressions."""

from workflows.definitions import Deployed
from workflows.engine import Host
from workflows.feel_functions import environment


def lend(deployed: Deployed) -> Host:
    """The functions of the host under the calendar the process names; the engine adds the instant of each step."""
    return Host(environment(manifest=deployed.manifest))
