"""Seal the facts that a browser carries, and encrypt the secrets that the database keeps."""

import base64
import hmac
from collections.abc import Mapping

import jwt
from cryptography.fernet import Fernet, InvalidToken

from assistant.ports import Clock


class TokenSeal:
    """Seal and open tokens with keys that follow from the installation's key."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signing = hmac.digest(key, b"staff tokens", "sha256")
        self._fernet = Fernet(
            base64.urlsafe_b64encode(hmac.digest(key, b"staff secrets", "sha256"))
        )
        self._clock = clock

    def seal(self, purpose: str, *, for_s: int, **facts: str) -> str:
        """Return a token that says `facts` for `for_s`, and is good for nothing but `purpose`."""
        ends = int(self._clock.now().timestamp()) + for_s
        return jwt.encode({**facts, "aud": purpose, "exp": ends}, self._signing, "HS256")

    def open(self, purpose: str, token: str) -> Mapping[str, str]:
        """Return the facts of a token; nothing if it is not ours, for this, or valid any more."""
        try:
            facts: dict[str, str] = jwt.decode(
                token,
                self._signing,
                ["HS256"],
                audience=purpose,
                options={"verify_exp": False, "require": ["exp"]},  # our own clock says
            )
        except jwt.InvalidTokenError:
            return {}
        ends = float(facts["exp"])
        return facts if self._clock.now().timestamp() < ends else {}

    def encrypt(self, secret: str) -> str:
        """Return a secret as it may be stored."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """Return a stored secret; "": it was stored with another key."""
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            return ""
