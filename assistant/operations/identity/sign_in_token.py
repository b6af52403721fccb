"""Read tokens by which the shop's page vouches for a signed-in customer: JWT, read strictly.

The algorithm comes from the settings, never from the token; a public key is never taken for a
shared secret. A token is for one use, and for minutes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

import jwt
from jwt import exceptions

from assistant.conversation.ids import CustomerId

Algorithm = Literal["HS256", "RS256", "ES256"]

MAX_AGE_S = 300  # since it was made
LEEWAY_S = 10  # between the shop's clock and ours
MIN_SECRET_BYTES = 32  # RFC 7518, section 3.2: as long as the hash
_MAX_CHARS = 4096
_MAX_ID_CHARS = 200  # of a customer's or a token's id


class TokenKeyError(ValueError):
    """Say that the key does not fit the algorithm; the message names the kind of key that does."""


class TokenFlaw(StrEnum):
    """Name the reasons why a token proves nothing."""

    TOO_LONG = "too_long"
    NOT_VALID = "not_valid"  # no JWT, or not as the standard has it
    BAD_SIGNATURE = "bad_signature"
    OTHER_ALGORITHM = "other_algorithm"
    OTHER_AUDIENCE = "other_audience"
    OTHER_ISSUER = "other_issuer"
    CLAIM_MISSING = "claim_missing"  # or of the wrong type
    EXPIRED = "expired"  # or made too long ago
    NOT_YET = "not_yet"  # from the future: a clock is wrong


class TokenRefusedError(ValueError):
    """Say that the token proves nothing, or no longer.

    `expired` holds the claims of a token that is good but for its age: a customer whom it proved in
    time stays proven.
    """

    def __init__(self, reason: TokenFlaw, *, expired: "Claims | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expired = expired


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRules:
    """Hold the key and the claims that a token must have."""

    algorithm: Algorithm
    # HS256: a secret of 32 bytes or more; RS256, ES256: the shop's public key, PEM
    key: str = field(repr=False)
    audience: str
    issuer: str = ""  # "": any

    def __post_init__(self) -> None:
        """Refuse a key that does not fit, before any token is read with it.

        Raises:
            TokenKeyError: it is too short, of the other kind, or no key.
        """
        if self.algorithm == "HS256" and len(self.key.encode()) < MIN_SECRET_BYTES:
            msg = f"HS256 needs a secret of {MIN_SECRET_BYTES} bytes or more"
            raise TokenKeyError(msg)
        try:
            key = jwt.get_algorithm_by_name(self.algorithm).prepare_key(self.key)
        except (jwt.InvalidKeyError, ValueError, TypeError):
            wanted = "a secret, not a PEM key" if self.algorithm == "HS256" else "a public key, PEM"
            msg = f"{self.algorithm} needs {wanted}"
            raise TokenKeyError(msg) from None
        if hasattr(key, "private_bytes"):
            msg = f"{self.algorithm} needs the public key; keep the private one in the shop"
            raise TokenKeyError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Hold the claims of a token that counts."""

    customer_id: CustomerId
    token_id: str


def read(token: str, rules: TokenRules, *, now: datetime) -> Claims:
    """Return the claims of a token.

    Raises:
        TokenRefusedError: it is not signed with the key, not for us, too old, from the future, or
            a claim of sub, exp, iat, aud, jti is missing.
    """
    if len(token) > _MAX_CHARS:
        raise TokenRefusedError(TokenFlaw.TOO_LONG)
    try:
        claims = jwt.decode(
            token,
            rules.key,
            algorithms=[rules.algorithm],
            audience=rules.audience,
            issuer=rules.issuer or None,
            options={
                "require": ["sub", "exp", "iat", "aud", "jti"],
                "verify_exp": False,  # below, by the clock that everything else goes by
                "verify_iat": False,
                "verify_nbf": False,
                "strict_aud": True,
            },
        )
    except jwt.PyJWTError as error:
        raise TokenRefusedError(_REASONS.get(type(error), TokenFlaw.NOT_VALID)) from None
    customer_id, token_id = claims["sub"], claims["jti"]
    if not (0 < len(customer_id) <= _MAX_ID_CHARS and 0 < len(token_id) <= _MAX_ID_CHARS):
        raise TokenRefusedError(TokenFlaw.CLAIM_MISSING)
    said = Claims(customer_id=CustomerId(customer_id), token_id=token_id)
    times = (claims.get("iat"), claims.get("exp"), claims.get("nbf"))
    if flaw := _flaw_of_times(*times, now.timestamp()):
        raise TokenRefusedError(flaw, expired=said if flaw is TokenFlaw.EXPIRED else None)
    return said


_REASONS: dict[type[Exception], TokenFlaw] = {
    exceptions.InvalidSignatureError: TokenFlaw.BAD_SIGNATURE,
    exceptions.InvalidAlgorithmError: TokenFlaw.OTHER_ALGORITHM,
    exceptions.InvalidAudienceError: TokenFlaw.OTHER_AUDIENCE,
    exceptions.InvalidIssuerError: TokenFlaw.OTHER_ISSUER,
    exceptions.MissingRequiredClaimError: TokenFlaw.CLAIM_MISSING,
    exceptions.InvalidSubjectError: TokenFlaw.CLAIM_MISSING,
    exceptions.InvalidJTIError: TokenFlaw.CLAIM_MISSING,
}


def _flaw_of_times(made: object, ends: object, starts: object, now: float) -> TokenFlaw | None:
    """Return the flaw of NumericDates, seconds since 1970 (RFC 7519, section 2)."""
    numbers = [made, ends, 0 if starts is None else starts]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        return TokenFlaw.CLAIM_MISSING
    made_s, ends_s, starts_s = (float(str(n)) for n in numbers)
    if not (now - MAX_AGE_S - LEEWAY_S <= made_s and now < ends_s + LEEWAY_S):
        return TokenFlaw.EXPIRED
    if max(made_s, starts_s) > now + LEEWAY_S:
        return TokenFlaw.NOT_YET
    return None
