"""What can go wrong while a demo fund is made."""


class DemoFailed(Exception):
    """The demo fund cannot go on; the message says at what."""


class DumpRefused(DemoFailed):
    """A dump cannot be written, read or put back; the message says why."""
