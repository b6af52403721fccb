"""The right to have one effect, once; only the gate can give it."""

from dataclasses import KW_ONLY, InitVar, dataclass

from assistant.commerce.effects import Effect
from assistant.commerce.seal import SEAL, Seal


class UnpermittedError(RuntimeError):
    """Something tried to make a permit without the gate: a bug, and nothing was done."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One effect that a customer was read and said yes to."""

    _: KW_ONLY
    key: str  # idempotency: one effect per key, however often it is asked for
    effect: Effect
    seal: InitVar[Seal]

    def __post_init__(self, seal: Seal) -> None:
        """Refuse a permit that is not the gate's.

        Raises:
            UnpermittedError: `seal` is not the one seal.
        """
        if seal is not SEAL:
            raise UnpermittedError
