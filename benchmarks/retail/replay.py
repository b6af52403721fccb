"""Replay: each write through the gate, and the shop's end held to what the policy makes of it."""

from dataclasses import dataclass

from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId
from assistant.operations.gate_answers import EffectDone, Ready
from assistant.operations.shop_rules import Rules
from benchmarks.retail.counter import Counter
from benchmarks.retail.shop import Files
from benchmarks.retail.tasks import Task, differences, end_of, order_now, parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one task."""

    task_id: str
    wrong: tuple[str, ...] = ()  # empty: the shop is as it is to be
    forbidden: tuple[str, ...] = ()  # writes of the task that the policy does not allow
    cause: str = ""  # of a failure, to be counted by


async def replay(task: Task, files: Files, records: ShopRecords, rules: Rules) -> Outcome:
    """Return what became of a task whose writes are said yes to one by one."""
    counter = Counter(records, rules, CustomerId(task.user_id))
    for write in task.writes:
        order = await order_now(counter.shop, write.order_id)
        ready = await counter.consider(write.operation, parameters(write, order))
        if isinstance(ready, Ready):
            done = await counter.say_yes(write.operation, ready)
            if not isinstance(done, EffectDone):
                return Outcome(task_id=task.task_id, wrong=(f"{write.name}: {done}",))
    end = end_of(task, files)
    wrong = differences(end, records, counter.shop)
    return Outcome(task_id=task.task_id, wrong=wrong, forbidden=end.forbidden)
