"""What the directory vouches for: a level of assurance that counts as a second factor, where the site names levels."""

from typing import Any

from django.conf import settings


def is_level_enough(level: object) -> bool:
    """Whether a token of this `acr` is taken at all. Where no level is named, any is."""
    levels: tuple[str, ...] = settings.DIRECTORY.levels if settings.DIRECTORY else ()
    return not levels or level in levels


def is_vouched_for(told: dict[str, Any] | None) -> bool:
    """Whether this sign-in (allauth's `signal_kwargs`) came through the directory at a level that the site names."""
    login = (told or {}).get("sociallogin")
    if login is None or settings.DIRECTORY is None or not settings.DIRECTORY.levels:
        return False
    return is_level_enough(login.account.extra_data.get("acr"))
