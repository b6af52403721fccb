"""Post waiting announcements: at least once to each subscriber, with growing pauses over a day.

A post goes out before its delivery is settled. A process that dies in between posts it again under
the same `webhook-id`, by which receivers know it. A delivery that is given up is kept, so that
people can look at it and replay it.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus

import structlog

from assistant.kit.announcing import signatures, slack
from assistant.kit.announcing.ports import (
    AnnouncementBook,
    NotPostedError,
    Post,
    PostAnswer,
    SubscriberConflictError,
)
from assistant.kit.announcing.types import DeliveryState, Subscriber, SubscriberKind, TakenDelivery
from assistant.kit.duty import pause
from assistant.kit.fault_log import report
from assistant.ports import Clock, LogUnavailableError

log = structlog.get_logger(__name__)

_MINUTE, _HOUR = 60, 3600

PAUSES_S = (5, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 8 * _HOUR, 10 * _HOUR)
"""Pauses after each failed attempt; after the last, 26 hours in, a delivery is given up.

Source: Standard Webhooks, "Deliverability and reliability", spread over a day.
"""

GONE = "the receiver said that it is gone (410)"
UNREADABLE = "another key sealed its address: put the old one back, or remove it and add it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementLimits:
    """Limit how often deliveries are looked for, and how long settled ones are kept."""

    every_s: float = 2.0  # an indexed read
    at_once: int = 10
    hold_s: float = 300.0  # how long one sender has those; far above a time-out
    jitter: float = 0.2  # of a pause, either way: what failed together comes back spread
    longest_wait_s: float = 24 * _HOUR  # that a receiver may ask for
    kept: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementSender:
    """Post waiting announcements; several processes may, one delivery is taken by one of them."""

    book: AnnouncementBook
    post: Post
    clock: Clock
    limits: AnnouncementLimits = AnnouncementLimits()
    draw: Callable[[], float] = random.random

    async def run(self, stop: asyncio.Event) -> None:
        """Post until `stop` is set."""
        while not stop.is_set():
            try:
                tried = await self.once()
            except LogUnavailableError:
                log.warning("webhooks.book_away")
                tried = 0
            except Exception as error:  # noqa: BLE001 - a fault of one look; deliveries are kept
                report("webhooks.failed", error)
                tried = 0
            if not tried:
                await pause(stop, self.limits.every_s)

    async def once(self) -> int:
        """Try every delivery that is due, up to `at_once`; return how many."""
        now = self.clock.now()
        until = now + timedelta(seconds=self.limits.hold_s)
        taken = await self.book.take(now, until=until, limit=self.limits.at_once)
        if not taken:
            await self.book.forget(now - self.limits.kept)
        await asyncio.gather(*map(self._handle, taken))
        return len(taken)

    async def _handle(self, taken: TakenDelivery) -> None:
        subscriber = await self.book.subscriber(taken.subscriber_id)
        if subscriber is None:
            await self._settle(taken, DeliveryState.DEAD, "there is no such subscriber any more")
            return
        if subscriber.disabled:
            await self._settle(taken, DeliveryState.DEAD, subscriber.disabled)
            return
        if not subscriber.readable:
            await self._failed(taken, UNREADABLE, 0.0)  # the old key may come back
            return
        try:
            answer = await self._post(taken, subscriber)
        except NotPostedError as error:
            await self._failed(taken, str(error), 0.0)
            return
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            await self._settle(taken, DeliveryState.DELIVERED, str(answer.status))
        elif answer.status == HTTPStatus.GONE:
            await self._disable(subscriber)
            await self._settle(taken, DeliveryState.DEAD, GONE)
        else:
            await self._failed(taken, str(answer.status), answer.retry_after_s)

    async def _post(self, taken: TakenDelivery, subscriber: Subscriber) -> PostAnswer:
        announcement, now = taken.announcement, self.clock.now()
        headers = {"content-type": "application/json"}
        if subscriber.kind is SubscriberKind.SLACK:
            body = slack.body(announcement, subscriber.language)
        else:
            body = announcement.body()
            message = announcement.announcement_id
            keys = subscriber.keys(now)
            headers |= signatures.headers(message, body, at=now, keys=keys)
        return await self.post.post(subscriber.url, headers, body)

    async def _disable(self, subscriber: Subscriber) -> None:
        gone = replace(subscriber, disabled=GONE, version=subscriber.version + 1)
        with suppress(SubscriberConflictError):  # changed meanwhile: the next post will tell
            await self.book.keep(gone, expected_version=subscriber.version)

    async def _failed(self, taken: TakenDelivery, why: str, at_least_s: float) -> None:
        if taken.attempt > len(PAUSES_S):
            await self._settle(taken, DeliveryState.DEAD, why)
            return
        spread = 1 + self.limits.jitter * (2 * self.draw() - 1)
        asked_s = min(at_least_s, self.limits.longest_wait_s)
        wait_s = max(PAUSES_S[taken.attempt - 1] * spread, asked_s)
        until = self.clock.now() + timedelta(seconds=wait_s)
        await self.book.postpone(taken, until=until, answer=why)

    async def _settle(self, taken: TakenDelivery, state: DeliveryState, answer: str) -> None:
        await self.book.settle(taken, state=state, answer=answer, at=self.clock.now())
        log.info(
            "webhooks.settled",
            subscriber=taken.subscriber_id,
            announcement=taken.announcement.type,
            state=state,
            attempt=taken.attempt,
        )
