"""Count a language model's spending in this process's memory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.kit.model.model_budget import Budget, ModelUse
from assistant.kit.model.ports import Completed, Purpose


class MemorySpending:
    """Count a `Spending` in this process, for questions outside any server."""

    def __init__(self) -> None:
        self._days: defaultdict[date, _Day] = defaultdict(_Day)

    async def reserve(self, day: date, *, tokens: int, cost: Decimal, budget: Budget) -> bool:
        today = self._days[day]
        if today.tokens + tokens > budget.day_tokens:
            return False
        if budget.day_cost is not None and today.cost + cost > budget.day_cost:
            return False
        today.tokens += tokens
        today.cost += cost
        return True

    async def settle(
        self, day: date, *, tokens: int, cost: Decimal, purpose: Purpose, end: Completed | None
    ) -> None:
        today = self._days[day]
        today.tokens -= tokens
        today.cost -= cost
        if end is None:
            return
        used = end.usage
        today.tokens += used.tokens
        today.cost += used.cost
        key = (purpose, end.model, end.endpoint)
        before = today.uses.get(key)
        today.uses[key] = ModelUse(
            day=day,
            purpose=purpose,
            model=end.model,
            endpoint=end.endpoint,
            requests=1 + (before.requests if before else 0),
            prompt=used.prompt + (before.prompt if before else 0),
            cached=used.cached + (before.cached if before else 0),
            completion=used.completion + (before.completion if before else 0),
            cost=used.cost + (before.cost if before else 0),
        )

    async def used(self, first: date, last: date) -> Sequence[ModelUse]:
        days = sorted((day for day in self._days if first <= day <= last), reverse=True)
        return [one for day in days for _, one in sorted(self._days[day].uses.items())]


@dataclass(slots=True)
class _Day:
    tokens: int = 0
    cost: Decimal = Decimal(0)
    uses: dict[tuple[Purpose, str, str], ModelUse] = field(default_factory=dict)
