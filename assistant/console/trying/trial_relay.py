"""Relay a message to try from the process that has the pages to a worker, and the answer back.

    page -> RemoteTrials -- an order --> every worker; the first that claims it -> Trials
              ^                                                                     |
              +------------------------------ what followed ------------------------+

The encoder, the index and the model are in the workers alone. A message that gets lost, or that no
worker takes, ends in a kind word; nothing is kept on the way.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

import structlog
from pydantic import TypeAdapter, ValidationError

from assistant.conversation.ids import ConversationId
from assistant.kit.fault_log import report
from assistant.messages.trials.rehearsal import StuckError
from assistant.messages.trials.trial import TrialMessage, TriedTurn, UnknownCustomerError
from assistant.operations.identity.ports import OneUse
from assistant.ports import BrokerUnavailableError, Fanout, PortError

log = structlog.get_logger(__name__)

ORDERS = ConversationId("trials.orders")
"""What `Fanout` tells every worker under."""

_AGAIN_AFTER_S = 1.0


class NoTrial(StrEnum):
    """Name the reason why a message could not be tried."""

    BUSY = "busy"  # no worker took it
    TOO_SLOW = "too_slow"
    UNKNOWN_CUSTOMER = "unknown_customer"
    SHOP_AWAY = "shop_away"  # or the database
    FAILED = "failed"


class TrialFailedError(Exception):
    """Say that a message could not be tried."""

    def __init__(self, why: NoTrial) -> None:
        super().__init__(why)
        self.why = why


class TurnTrials(Protocol):
    """Try messages, as `Trials` does."""

    async def take(self, message: TrialMessage) -> TriedTurn:
        """Return the events that follow from a message, and the steps to them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOrder:
    """Order a message to be tried, under an id."""

    trial_id: str
    message: TrialMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAnswer:
    """Tell how far an order is: taken, done or failed."""

    tried: TriedTurn | None = None
    why: NoTrial | None = None  # both None: a worker has it


_ORDER, _ANSWER = TypeAdapter(TrialOrder), TypeAdapter(TrialAnswer)


def answers_to(trial_id: str) -> ConversationId:
    """Return the topic under which `Fanout` tells the answers to an order."""
    return ConversationId(f"trials.{trial_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTrials:
    """Pass messages to a worker that tries them."""

    fanout: Fanout
    taken_s: float = 3.0  # for a worker to take an order
    done_s: float = 40.0  # longer than a turn may take

    async def take(self, message: TrialMessage) -> TriedTurn:
        """Return the events that follow from a message, and the steps to them.

        Raises:
            TrialFailedError: it could not be tried.
        """
        order = TrialOrder(trial_id=uuid4().hex, message=message)
        try:
            async with self.fanout.subscribe(answers_to(order.trial_id)) as notices:
                await self.fanout.publish(ORDERS, _ORDER.dump_json(order))
                return await self._wait(notices)
        except BrokerUnavailableError:
            raise TrialFailedError(NoTrial.BUSY) from None

    async def _wait(self, notices: AsyncIterator[bytes]) -> TriedTurn:
        taken = False
        while True:
            try:
                async with asyncio.timeout(self.done_s if taken else self.taken_s):
                    answer = _ANSWER.validate_json(await anext(notices))
            except TimeoutError:
                raise TrialFailedError(NoTrial.TOO_SLOW if taken else NoTrial.BUSY) from None
            except ValidationError:
                continue  # it only says to look again, or is of another version
            taken = True
            if answer.tried is not None:
                return answer.tried
            if answer.why is not None:
                raise TrialFailedError(answer.why)


@dataclass(slots=True, kw_only=True)
class TrialWork:
    """Take orders in a worker, some at a time; a worker that is full leaves them to others."""

    trials: TurnTrials
    fanout: Fanout
    once: OneUse
    name: str  # of the worker
    at_once: int = 2
    timeout_s: float = 35.0
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Take orders until `stop` is set."""
        hearing = asyncio.create_task(self._hear_again_and_again())
        await stop.wait()
        tasks = (hearing, *self._running)
        for one in tasks:
            one.cancel()
        await asyncio.wait(tasks)

    async def _hear_again_and_again(self) -> None:
        while True:
            try:
                async with self.fanout.subscribe(ORDERS) as notices:
                    async for notice in notices:
                        self._take(notice)
            except Exception as error:  # noqa: BLE001 - a worker must not go deaf for good
                report("trials.hearing_failed", error)
            await asyncio.sleep(_AGAIN_AFTER_S)

    def _take(self, notice: bytes) -> None:
        try:
            order = _ORDER.validate_json(notice)
        except ValidationError:
            return
        if len(self._running) < self.at_once:
            working = asyncio.create_task(self._work(order))
            self._running.add(working)
            working.add_done_callback(self._running.discard)

    async def _work(self, order: TrialOrder) -> None:
        to = answers_to(order.trial_id)
        with suppress(BrokerUnavailableError):  # the page ends by itself, a little later
            key = f"trials:{order.trial_id}"
            if await self.once.claim(key, holder=self.name, for_s=60):
                await self.fanout.publish(to, _ANSWER.dump_json(TrialAnswer()))
                answer = await self._answer(order.message)
                await self.fanout.publish(to, _ANSWER.dump_json(answer))

    async def _answer(self, message: TrialMessage) -> TrialAnswer:
        try:
            async with asyncio.timeout(self.timeout_s):
                return TrialAnswer(tried=await self.trials.take(message))
        except UnknownCustomerError:
            return TrialAnswer(why=NoTrial.UNKNOWN_CUSTOMER)
        except TimeoutError:
            return TrialAnswer(why=NoTrial.TOO_SLOW)
        except PortError as error:
            report("trials.failed", error)
            return TrialAnswer(why=NoTrial.SHOP_AWAY)
        except StuckError as error:
            report("trials.failed", error)
        except Exception as error:  # noqa: BLE001 - one trial that fails does not end the others
            report("trials.failed", error)
        return TrialAnswer(why=NoTrial.FAILED)
