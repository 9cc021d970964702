"""Where periods were before `app.periods`; for what still asks for them here."""

from app.periods import Period, read_period, start_of

__all__ = ["Period", "read_period", "start_of"]
