"""The embedded server under the supervisor: started again when it dies, as web and worker are."""

from dataclasses import dataclass, field

from app.embedded import postgres
from app.embedded.errors import StartRefused
from app.embedded.location import Location


@dataclass(slots=True)
class DatabaseGuard:
    """Watched like a child. A server that will not start is tried ever more slowly: 1 s, 2 s … at most 30 s."""

    location: Location
    failures: int = 0
    start_after: float = field(default=0.0)

    def watch(self, now: float) -> str | None:
        """Start the server again if it died; a sentence when there is something to say."""
        if now < self.start_after or postgres.is_alive(self.location):
            return None
        try:
            postgres.restart(self.location)
        except StartRefused as refusal:
            pause = min(30.0, 2.0**self.failures)
            self.failures, self.start_after = self.failures + 1, now + pause
            return f"{refusal} Trying again in {pause:g} s."
        self.failures = 0
        return "The embedded PostgreSQL had stopped; it runs again and nothing committed is lost."
