"""The step between the password and the session."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from app.sign_in.directory_levels import is_vouched_for


class FactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor of whoever has one, unless the directory has asked for its own."""

    def handle(self) -> tuple[Any, bool]:
        if is_vouched_for(self.login.signal_kwargs):
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found
