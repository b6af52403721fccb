"""Seal secrets that are kept in a database, with a key that is kept elsewhere."""

import os
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.messages.channels.account_book import SealBrokenError

_VERSION = b"\x01"
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2


@dataclass(frozen=True, slots=True)
class Seal:
    """Encrypt secrets with AES-256-GCM; a secret sealed for one thing opens for no other."""

    key: bytes  # 32 bytes

    @classmethod
    def derived(cls, key: bytes, *, purpose: str) -> Self:
        """Return a seal of its own for `purpose`, from a key of 32 bytes that has other uses."""
        return cls(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key))

    def close(self, secret: bytes, *, about: str) -> bytes:
        """Return the secret encrypted; `about` names the thing that it belongs to."""
        nonce = os.urandom(_NONCE_BYTES)
        bound = _VERSION + about.encode()
        return _VERSION + nonce + AESGCM(self.key).encrypt(nonce, secret, bound)

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Return the secret that was sealed.

        Raises:
            SealBrokenError: another key sealed it, or it belongs to something else.
        """
        nonce, data = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return AESGCM(self.key).decrypt(nonce, data, _VERSION + about.encode())
        except (InvalidTag, ValueError):
            msg = (
                f"the secrets of {about} were sealed with another key: put back the identity key of"
                " the data folder (COMPTOIR_IDENTITY__KEY), or remove the account and add it again"
            )
            raise SealBrokenError(msg) from None
