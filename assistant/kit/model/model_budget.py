"""Count the tokens that are used: their prices, the budget, and the port of the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from assistant.kit.model.ports import Completed, Purpose, Request, Usage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Hold the prices of a million tokens, in one currency; 0: free, or no price is known."""

    read: Decimal = Decimal(0)
    cached: Decimal | None = None  # of tokens that the endpoint had kept; None: as read
    written: Decimal = Decimal(0)

    def of(self, usage: Usage) -> Decimal:
        """Return the cost of a request's usage."""
        cached = self.read if self.cached is None else self.cached
        return (
            (usage.prompt - usage.cached) * self.read
            + usage.cached * cached
            + usage.completion * self.written
        ) / _MILLION


IMAGE_TOKENS = 1600
"""Tokens of a picture, at most: endpoints shrink it to some 1,500 pixels a side first."""

_CHARS = 3  # of a token, at least, in French or English: an estimate that is rather too high


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Hold the tokens and the money that may be used; all processes together keep to them."""

    conversation_tokens: int
    day_tokens: int
    day_cost: Decimal | None = None  # in the currency of the prices; None: no such stop


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """Hold one day's use for one purpose, of one model at one endpoint."""

    day: date  # UTC
    purpose: Purpose
    model: str
    endpoint: str
    requests: int
    prompt: int  # tokens, cached ones included
    cached: int  # tokens
    completion: int  # tokens
    cost: Decimal


class Spending(Protocol):
    """Count the use of all processes, and keep every count.

    Every method may raise `LogUnavailableError`.
    """

    async def reserve(self, day: date, *, tokens: int, cost: Decimal, budget: Budget) -> bool:
        """Set aside the most that a request may use; False if it exceeds the day's budget."""
        ...

    async def settle(
        self,
        day: date,
        *,
        tokens: int,
        cost: Decimal,
        purpose: Purpose,
        end: Completed | None,
    ) -> None:
        """Release the amount set aside, and count the real use; `end` None: nothing was used."""
        ...

    async def used(self, first: date, last: date) -> Sequence[ModelUse]:
        """Return the use from `first` to `last`, newest day first."""
        ...


def at_most(request: Request) -> tuple[int, int]:
    """Return about the most tokens that a request may read and write."""
    chars = sum(
        len(one.text) + sum(len(c.arguments) for c in one.calls) for one in request.messages
    )
    chars += sum(len(t.name) + len(t.description) + len(str(t.parameters)) for t in request.tools)
    chars += len(str(request.format.schema)) if request.format else 0
    images = sum(len(one.images) for one in request.messages)
    return chars // _CHARS + 1 + images * IMAGE_TOKENS, request.max_tokens
