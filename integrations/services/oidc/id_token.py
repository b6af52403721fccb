"""Read ID tokens strictly (OpenID Connect Core 1.0, section 3.1.3.7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import errors, jwt
from joserfc.jwk import KeySet

from assistant.desk.staff.identity_provider import Doubt, ProviderRefusedError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Of the provider's keys alone: a token signed with a shared secret, or not at all, is refused."""

LEEWAY_S = 60  # between the provider's clock and ours
_MAX_AGE_S = 600  # since it was made: it comes straight from the provider
_MAX_CHARS = 16_384

_REASONS: tuple[tuple[type[Exception], Doubt], ...] = (  # the first that fits
    (errors.BadSignatureError, Doubt.BAD_SIGNATURE),
    (errors.ExpiredTokenError, Doubt.EXPIRED),
    (errors.MissingClaimError, Doubt.CLAIM_MISSING),
    (errors.InvalidClaimError, Doubt.CLAIM_WRONG),
    (errors.InvalidTokenError, Doubt.CLAIM_WRONG),
    (errors.UnsupportedAlgorithmError, Doubt.OTHER_ALGORITHM),
    (errors.InvalidKeyIdError, Doubt.UNKNOWN_KEY),
    (errors.JoseError, Doubt.NO_TOKEN),
    (ValueError, Doubt.NO_TOKEN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Hold the claims that a token must have."""

    issuer: str
    client_id: str
    nonce: str


def read(token: str, keys: KeySet, expected: Expected, *, now: datetime) -> dict[str, Any]:
    """Return the claims of a token that is signed by one of `keys`, for us, now.

    Raises:
        ProviderRefusedError: the token is not accepted; `reason` says why.
    """
    if len(token) > _MAX_CHARS:
        raise ProviderRefusedError(Doubt.NO_TOKEN)
    at = int(now.timestamp())
    registry = jwt.JWTClaimsRegistry(
        now=at,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (errors.JoseError, ValueError) as error:
        reason = next(reason for kind, reason in _REASONS if isinstance(error, kind))
        raise ProviderRefusedError(reason) from None
    made = claims["iat"]
    if not isinstance(made, int | float) or made < at - _MAX_AGE_S - LEEWAY_S:
        raise ProviderRefusedError(Doubt.EXPIRED)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else expected.client_id) != expected.client_id:
        raise ProviderRefusedError(Doubt.CLAIM_WRONG)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ProviderRefusedError(Doubt.CLAIM_WRONG)
    return claims
