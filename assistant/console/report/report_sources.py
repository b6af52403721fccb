"""Hold the parts behind the report, and the costs that the shop's settings say."""

from dataclasses import dataclass, field

from assistant.answers.verified.ports import VerifiedBook
from assistant.kit.experiments.ports import ExperimentBook
from assistant.messages.channels.message_charges import ChargeBook, MessagePrices
from assistant.outreach.ports import OutcomeBook
from retrieval.catalogue.types import NO_CURRENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSources:
    """Hold the stores that the report reads beside the build, and the costs of work."""

    verified: VerifiedBook
    experiments: ExperimentBook
    outcomes: OutcomeBook
    charges: ChargeBook
    minutes: int = 5  # of a person's work that a conversation takes
    hour_cost: float = 0.0  # of a person's work, in the shop's currency; 0: not known
    label_cost: float = 0.0  # of a carrier's label, in the same currency; 0: not known
    currency: str = NO_CURRENCY  # ISO 4217, of the shop
    message_prices: MessagePrices = field(default_factory=lambda: MessagePrices(prices={}))
