"""Relay a help from the process that has the pages to a copilot in a worker.

    page -> RemoteCopilot -- an order --> every worker; the first that claims it -> LocalCopilot
              ^                                                                        |
              +------------------------- its steps, one by one ------------------------+

The encoder and the model are in the workers alone, so the pages stay light. A task that gets lost,
or that no worker takes, ends in a kind word within the time of `Patience`; the agent asks again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from uuid import uuid4

import structlog

from assistant.console.copilot.copilot_wire import (
    TAKEN,
    UNKNOWN,
    TaskOrder,
    read_order,
    read_step,
    write_order,
    write_step,
    write_word,
)
from assistant.console.copilot.ports import Copilot
from assistant.console.copilot.types import Failed, Progress, Step, Task, Why
from assistant.conversation.ids import ConversationId
from assistant.kit.fault_log import report
from assistant.operations.identity.ports import OneUse
from assistant.ports import BrokerUnavailableError, Fanout, UnknownConversationError

log = structlog.get_logger(__name__)

ORDERS = ConversationId("copilot.orders")
"""What `Fanout` tells every worker under."""

_AGAIN_AFTER_S = 1.0


def answers_to(task_id: str) -> ConversationId:
    """Return the topic under which `Fanout` tells the steps of a task."""
    return ConversationId(f"copilot.{task_id}")


class _LateError(Exception):
    """Say that no step came in time; a worker that may still be at the task is told to stop."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Hold the times for which a page waits."""

    taken_s: float = 3.0  # for a worker to take a task
    step_s: float = 15.0  # for the next step: longer than a model may take for all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCopilot:
    """Ask a `Copilot` in another process, a worker, for help."""

    fanout: Fanout
    has_model: bool
    patience: Patience = Patience()

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        task_id, ended = uuid4().hex, False
        try:
            async with self.fanout.subscribe(answers_to(task_id)) as notices:
                order = write_order(TaskOrder(task_id=task_id, task=task))
                await self.fanout.publish(ORDERS, order)
                async with aclosing(self._steps(notices)) as steps:
                    async for step in steps:
                        ended = not isinstance(step, Progress)
                        yield step
        except BrokerUnavailableError:
            log.warning("copilot.broker_away")
            yield Failed(why=Why.UNAVAILABLE)
        except _LateError as late:
            yield Failed(why=late.why)
        finally:
            if not ended:
                with suppress(BrokerUnavailableError):  # the worker ends by itself, a little later
                    stop = write_order(TaskOrder(task_id=task_id, task=None))
                    await self.fanout.publish(ORDERS, stop)

    async def _steps(self, notices: AsyncIterator[bytes]) -> AsyncGenerator[Step, None]:
        taken = False
        while True:
            wait_s = self.patience.step_s if taken else self.patience.taken_s
            try:
                async with asyncio.timeout(wait_s):
                    step = read_step(await anext(notices))
            except TimeoutError:
                raise _LateError(Why.TOO_SLOW if taken else Why.BUSY) from None
            if step == UNKNOWN:
                raise UnknownConversationError
            taken = taken or step is not None
            if step is None or isinstance(step, str):
                continue
            yield step
            if not isinstance(step, Progress):
                return


@dataclass(slots=True, kw_only=True)
class CopilotWork:
    """Take orders in a worker, some at a time; a worker that is full leaves them to others."""

    copilot: Copilot
    fanout: Fanout
    once: OneUse
    name: str  # of the worker
    at_once: int = 4
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Take orders until `stop` is set."""
        hearing = asyncio.create_task(self._hear_again_and_again())
        await stop.wait()
        tasks = (hearing, *self._running.values())
        for one in tasks:
            one.cancel()
        await asyncio.wait(tasks)

    async def _hear_again_and_again(self) -> None:
        while True:
            try:
                async with self.fanout.subscribe(ORDERS) as notices:
                    async for notice in notices:
                        self._take(read_order(notice))
            except Exception as error:  # noqa: BLE001 - a worker must not go deaf for good
                report("copilot.hearing_failed", error)
            await asyncio.sleep(_AGAIN_AFTER_S)

    def _take(self, order: TaskOrder | None) -> None:
        if order is None:
            return
        if order.task is None:
            if running := self._running.get(order.task_id):
                running.cancel()
        elif len(self._running) < self.at_once:
            working = asyncio.create_task(self._work(order.task_id, order.task))
            self._running[order.task_id] = working
            working.add_done_callback(lambda _: self._running.pop(order.task_id, None))

    async def _work(self, task_id: str, task: Task) -> None:
        to = answers_to(task_id)
        try:
            mine = await self.once.claim(f"copilot:{task_id}", holder=self.name, for_s=60)
            if not mine:
                return
            await self.fanout.publish(to, write_word(TAKEN))
            async with aclosing(self.copilot.help(task)) as steps:
                async for step in steps:
                    await self.fanout.publish(to, write_step(step))
        except UnknownConversationError:
            await self.fanout.publish(to, write_word(UNKNOWN))
        except BrokerUnavailableError:
            log.warning("copilot.broker_away")
        except Exception as error:  # noqa: BLE001 - one help that fails does not end the others
            report("copilot.help_failed", error, help=task.help)
            with suppress(BrokerUnavailableError):
                await self.fanout.publish(to, write_step(Failed(why=Why.UNAVAILABLE)))
