"""Checking what the directory says in an ID token (OpenID Connect Core 1.0, section 3.1.3.7), signature included.

allauth leaves the signature to TLS and sends no nonce; here a token counts only if the directory's published key signed
it, for this client, for this very sign-in, now.
"""

from collections.abc import Mapping
from typing import Any

import jwt

from app.sign_in.errors import TokenRefused

#: Public-key signatures only: neither `none` nor a secret that both sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
#: How far the clocks of the two machines may lie apart, in seconds.
LEEWAY = 30
#: A token made longer ago than this is not the answer to a sign-in under way, in seconds.
OLDEST = 600


def read_token(
    token: str, *, keys: Mapping[str, Any], issuer: str, client: str, nonce: str, now: float
) -> dict[str, Any]:
    """The claims of a token. `keys` is the directory's JWK set. Raises TokenRefused with the reason."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            find_key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise TokenRefused(str(error)) from error
    check_party(claims, client)
    if not nonce or claims["nonce"] != nonce:
        raise TokenRefused("The token answers another sign-in (nonce).")
    if now - claims["iat"] > OLDEST:
        raise TokenRefused("The token is too old (iat).")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise TokenRefused("The token names nobody (sub).")
    return claims


def find_key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The published key that the token names; the only one, where it names none."""
    found = jwt.PyJWKSet.from_dict(dict(keys)).keys
    name = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in found if key.key_id == name] if name else found
    if len(fitting) != 1:
        raise TokenRefused("The directory publishes no such key.")
    return fitting[0]


def check_party(claims: Mapping[str, Any], client: str) -> None:
    """Of a token for several, this client must be the one it was made for (azp)."""
    party = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several and party is None) or party not in (None, client):
        raise TokenRefused("The token was made for another client (azp).")
