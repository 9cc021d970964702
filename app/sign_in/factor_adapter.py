"""Second factors as we keep them: secrets sealed like national numbers, and who must have one keeps one."""

import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from app.accounts.models import User
from app.registers.sealing import is_current, seal, unseal
from app.sign_in.policy import must_show_factor

#: What a sealed text belongs to; allauth does not tell us the row.
PLACE = "sign_in.factor"
#: The sealed texts in an authenticator's data, by its type.
SEALED = ("secret", "seed")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return seal(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, PLACE)

    def get_totp_issuer(self) -> str:
        return settings.FUND_NAME

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """By segno, which also draws the payment codes."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=4, border=4, light="#fff")
        return drawn.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (must_show_factor(authenticator.user) and is_last(authenticator))


def is_last(authenticator: Authenticator) -> bool:
    """Recovery codes alone are no second factor."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    held = Authenticator.objects.filter(user=authenticator.user, type__in=kinds)
    return not held.exclude(pk=authenticator.pk).exists()


def reseal_factors(batch: int) -> int:
    """Seal secrets of an earlier key anew; how many. Called until none is left (`rotate_field_key`)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(type__in=kinds).order_by("pk")
        stale = [
            one for one in held if any(not is_current(one.data[name]) for name in SEALED if name in one.data)
        ]
        for authenticator in stale[:batch]:
            for name in SEALED:
                if name in authenticator.data:
                    authenticator.data[name] = seal(unseal(authenticator.data[name], PLACE), PLACE)
            authenticator.save(update_fields=["data"])
    return len(stale[:batch])


def delete_factors(user: User) -> int:
    """All factors of a person who has lost them; how many there were."""
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    return count
