"""Hold the right to have one effect, once; only the gate can give it, and it names its ground."""

from dataclasses import KW_ONLY, InitVar, dataclass

from assistant.commerce.permit_seal import SEAL, PermitSeal
from assistant.commerce.shop_effects import Effect
from assistant.conversation.ids import AgentId, MessageId


class UnpermittedError(RuntimeError):
    """Say that something tried to make a permit without the gate: a bug, and nothing was done."""


@dataclass(frozen=True, slots=True)
class ConfirmedByCustomer:
    """Name the message with the customer's yes to a read-back."""

    message_id: MessageId  # the yes


@dataclass(frozen=True, slots=True)
class OrderedByAgent:
    """Name the agent who ordered the effect, on the customer's word or as an exception.

    The autonomy table names the agent's role for it.
    """

    agent_id: AgentId


PermitGround = ConfirmedByCustomer | OrderedByAgent
"""The ground of an effect, which stands in the log before it."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Allow one effect: by a customer's yes, or an agent's order."""

    _: KW_ONLY
    key: str  # idempotency: one effect per key, however often it is asked for
    effect: Effect
    ground: PermitGround
    seal: InitVar[PermitSeal]

    def __post_init__(self, seal: PermitSeal) -> None:
        """Refuse a permit that is not the gate's.

        Raises:
            UnpermittedError: `seal` is not the one seal.
        """
        if seal is not SEAL:
            raise UnpermittedError
