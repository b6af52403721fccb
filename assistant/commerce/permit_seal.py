"""The one seal that makes a permit; import-linter lets only `permit` and the gate import it."""

from typing import Final


class PermitSeal:
    """Compared by identity: a value read from text can never be one."""

    __slots__ = ()


SEAL: Final = PermitSeal()
