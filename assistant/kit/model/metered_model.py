"""Keep a model within its budget, and count its use.

The most that a request may use is set aside before it goes out, so that any number of processes
together never exceed the day's budget. If a process dies in between, the amount stays set aside,
which is on the safe side.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from decimal import Decimal

import structlog

from assistant.kit.model.model_budget import Budget, Prices, Spending, at_most
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    LanguageModel,
    ModelBudgetError,
    ModelUnavailableError,
    Part,
    Request,
    Usage,
)
from assistant.ports import Clock, LogUnavailableError

log = structlog.get_logger(__name__)


class MeteredModel:
    """Ask a model within a budget; implements `LanguageModel`."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        spending: Spending,
        budget: Budget,
        dearest: Prices,
        clock: Clock,
    ) -> None:
        """Take the model, and the highest prices of its endpoints."""
        self._model = model
        self._spending = spending
        self._budget = budget
        self._dearest = dearest
        self._clock = clock

    async def complete(self, request: Request) -> Completion:
        aside = await self._reserve(request)
        end: Completed | None = None
        try:
            answer = await self._model.complete(request)
            end = answer.end
            return answer
        finally:
            await self._settle(request, aside, end)

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        aside = await self._reserve(request)
        end: Completed | None = None
        written = 0
        try:
            async with aclosing(self._model.stream(request)) as parts:
                async for part in parts:
                    written += 1
                    end = part if isinstance(part, Completed) else end
                    yield part
        finally:
            if end is None and written:
                end = self._cut(request, written)
            await self._settle(request, aside, end)

    async def _reserve(self, request: Request) -> tuple[date, int, Decimal]:
        reads, writes = at_most(request)
        tokens = reads + writes
        if request.spent + tokens > self._budget.conversation_tokens:
            message = "the conversation's budget for the model is used up"
            raise ModelBudgetError(message)
        cost = self._dearest.of(Usage(prompt=reads, completion=writes))
        day = self._clock.now().date()
        try:
            room = await self._spending.reserve(day, tokens=tokens, cost=cost, budget=self._budget)
        except LogUnavailableError:
            message = "what the model may use cannot be counted now"
            raise ModelUnavailableError(message) from None
        if not room:
            message = "the day's budget for the model is used up"
            raise ModelBudgetError(message)
        return day, tokens, cost

    async def _settle(
        self, request: Request, aside: tuple[date, int, Decimal], end: Completed | None
    ) -> None:
        day, tokens, cost = aside
        try:
            await self._spending.settle(
                day, tokens=tokens, cost=cost, purpose=request.purpose, end=end
            )
        except LogUnavailableError:  # it stays set aside
            log.warning("model.uncounted", purpose=request.purpose.value)
        if end is None:
            return
        used = end.usage
        log.info(
            "model.used",
            purpose=request.purpose.value,
            model=end.model,
            endpoint=end.endpoint,
            prompt=used.prompt,
            cached=used.cached,
            completion=used.completion,
            cost=str(used.cost),
        )

    def _cut(self, request: Request, written: int) -> Completed:
        """Return the estimated use of a stream that was cut off: one token for each part."""
        reads, _ = at_most(request)
        used = Usage(prompt=reads, completion=written, estimated=True)
        priced = Usage(
            prompt=reads, completion=written, cost=self._dearest.of(used), estimated=True
        )
        return Completed(finish=Finish.STOP, usage=priced, model="", endpoint="")
