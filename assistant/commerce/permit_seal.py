"""Hold the seal that makes a permit; import-linter lets only `permit` and the gate import it."""

from typing import Final


class PermitSeal:
    """Seal permits; compared by identity, so a value read from text can never be a seal."""

    __slots__ = ()


SEAL: Final = PermitSeal()
