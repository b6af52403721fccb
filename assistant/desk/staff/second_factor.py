"""Hold an agent's second factor: the key of an authenticator app, passkeys, recovery codes. Pure.

A code of the app counts once (RFC 6238, section 5.2), a recovery code as well.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyotp

from assistant.desk.staff.credentials import digest_code, mint_code

RECOVERY_CODES = 8
_STEP_S = 30
_DRIFT = 1  # steps that a phone's clock may be off


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """Hold a passkey, as it is checked."""

    credential_id: str  # base64url
    public_key: str = field(repr=False)  # COSE, base64url
    sign_count: int
    name: str  # as the agent called it
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """Hold the second factor of an agent; empty: none is asked for."""

    totp_key: str = field(default="", repr=False)  # encrypted
    last_step: int = 0  # of the last code that was taken
    recovery_sha256: tuple[str, ...] = field(default=(), repr=False)
    passkeys: tuple[Passkey, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Return whether a password alone is not enough."""
        return bool(self.totp_key or self.passkeys)

    def passkey(self, credential_id: str) -> Passkey | None:
        """Return the passkey with an id."""
        return next((one for one in self.passkeys if one.credential_id == credential_id), None)

    def with_passkey(self, passkey: Passkey) -> "SecondFactor":
        """Return the factor with a passkey added, or in the place of the one with its id."""
        others = [one for one in self.passkeys if one.credential_id != passkey.credential_id]
        return replace(self, passkeys=(*others, passkey))

    def without_passkey(self, credential_id: str) -> "SecondFactor":
        """Return the factor without a passkey; without any factor there are no codes, either."""
        left = tuple(one for one in self.passkeys if one.credential_id != credential_id)
        return _tidied(replace(self, passkeys=left))

    def without_app(self) -> "SecondFactor":
        """Return the factor without the authenticator app."""
        return _tidied(replace(self, totp_key="", last_step=0))

    def after_code(self, typed: str, key: str, now: datetime) -> "SecondFactor | None":
        """Return the factor after a code was used; None: the code is wrong, or was used before.

        `key` is the app's, decrypted.
        """
        code = "".join(typed.split())
        if key and (step := _find_step(key, code, now, after=self.last_step)):
            return replace(self, last_step=step)
        spent = digest_code(typed)
        if spent not in self.recovery_sha256:
            return None
        left = tuple(one for one in self.recovery_sha256 if one != spent)
        return replace(self, recovery_sha256=left)


def _tidied(factor: SecondFactor) -> SecondFactor:
    return factor if factor.is_asked else SecondFactor()


def mint_key() -> str:
    """Return a new key for an authenticator app, base32."""
    return pyotp.random_base32()


def app_address(key: str, *, email: str, shop: str) -> str:
    """Return the otpauth:// address of a key, which apps read from a picture."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=shop or "Comptoir")


def mint_recovery() -> tuple[Sequence[str], tuple[str, ...]]:
    """Return new recovery codes, and the hashes to store in their place."""
    codes = [mint_code() for _ in range(RECOVERY_CODES)]
    return codes, tuple(digest_code(code) for code in codes)


def _find_step(key: str, code: str, now: datetime, *, after: int) -> int:
    """Return the step whose code this is, later than `after`; 0: none."""
    app, current = pyotp.TOTP(key), int(now.timestamp()) // _STEP_S
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if secrets.compare_digest(app.generate_otp(step).encode(), code.encode()) and step > after:
            return step
    return 0
