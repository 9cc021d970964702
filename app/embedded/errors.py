"""What can stop Vigie from starting, each as one sentence a person can act on."""


class StartRefused(Exception):
    """Vigie cannot start here; the message says why and what to do."""
