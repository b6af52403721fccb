"""Leave a share of the customers out of all that is new for a quarter, to show its worth.

It is an experiment of its own kind: the control arm is left out, the changed arm gets everything as
it comes. Its namespace outranks the others: whoever is left out is in no other experiment.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.conversation.ids import CustomerId
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.experiments.experiment_arms import draw, visitor_of_customer
from assistant.kit.experiments.ports import ExperimentBook

HOLDOUT = "holdout"
"""The kind of the experiment, and its namespace."""

HOLDOUT_DAYS = 91
"""Days after which it ends by itself: a quarter."""

SHARES = (0.01, 0.02, 0.05)
"""The shares of the visitors that people may leave out."""


def ends_at(holdout: Experiment) -> datetime:
    """Return the time when a holdout ends by itself."""
    return (holdout.began_at or holdout.proposed_at) + timedelta(days=HOLDOUT_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongHoldout:
    """Tell which customers are left out of first messages and offers."""

    book: ExperimentBook
    key: bytes  # that the arms of visitors follow from

    async def leaves_out(self, customer_id: CustomerId) -> bool:
        """Return whether a customer is left out now. May raise `LogUnavailableError`."""
        visitor = visitor_of_customer(customer_id)
        running = await self.book.all((ExperimentState.RUNNING,))
        return any(one.kind == HOLDOUT and draw(one, visitor, self.key) is False for one in running)
