"""Read the answers of the last day that had any, as people are asked about them."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.lists.source_uses import SourceUse, SourceUses
from assistant.improvement.challenges.challenge_choice import PER_DAY, ChosenAnswer, choose
from assistant.improvement.challenges.given_answer import GivenAnswer, answers_in
from assistant.improvement.challenges.ports import Challenge, ChallengeBook
from assistant.ports import Clock, EventLog, UnknownConversationError

_DAYS_BACK = 7  # a shop may be closed for some
_USES = 5_000  # looked at, of a week
_READ = 240  # conversations of a day that are read, chosen by chance; the disliked first
_AT_ONCE = 8


@dataclass(slots=True, kw_only=True)
class ChallengeDay:
    """Choose the answers of a day for each person."""

    log: EventLog
    uses: SourceUses
    book: ChallengeBook
    clock: Clock
    zone: ZoneInfo  # of the shop's days
    _known: tuple[date, Mapping[MessageId, str]] | None = field(default=None, init=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @property
    def today(self) -> date:
        """Return the day by the shop's clock."""
        return self.clock.now().astimezone(self.zone).date()

    async def chosen(self, person: str) -> tuple[ChosenAnswer, ...]:
        """Return the answers that a person is asked about today and has not judged yet."""
        done = len(await self.done(person))
        if done >= PER_DAY:
            return ()
        answers = await self._answers()
        judged = await self.book.judged([one.reply_id for one in answers])
        # Each question is folded into words, in both languages.
        return await asyncio.to_thread(
            choose, answers, day=self.today, person=person, judged=judged, done=done
        )

    async def waiting(self, person: str) -> int:
        """Return how many questions `chosen` has for a person; cheap but for the first of a day."""
        left = PER_DAY - len(await self.done(person))
        if left <= 0:
            return 0
        keys = await self._keys()
        judged = await self.book.judged([*keys])
        return min(left, len({*keys.values()} - {keys[one] for one in judged}))

    async def done(self, person: str) -> tuple[Challenge, ...]:
        """Return the judgements of a person today, newest first."""
        return tuple(await self.book.of_person(person, since=self._midnight(self.today)))

    async def done_this_week(self, person: str) -> int:
        """Return how many answers a person judged since Monday."""
        monday = self.today - timedelta(days=self.today.weekday())
        return len(await self.book.of_person(person, since=self._midnight(monday)))

    async def find(
        self, conversation_id: ConversationId, reply_id: MessageId, *, person: str
    ) -> GivenAnswer | None:
        """Return an answer that a person is asked about; None: none of these ids."""
        asked = (one.answer for one in await self.chosen(person))
        wanted = (conversation_id, reply_id)
        return next((one for one in asked if (one.conversation_id, one.reply_id) == wanted), None)

    async def _keys(self) -> Mapping[MessageId, str]:
        """Return the questions of the answers of a day, read once for all who ask."""
        async with self._reading:
            today = self.today
            if self._known is None or self._known[0] != today:
                answers = await self._answers()
                keys = await asyncio.to_thread(lambda: {one.reply_id: one.key for one in answers})
                self._known = (today, keys)
            return self._known[1]

    async def _answers(self) -> list[GivenAnswer]:
        """Return the answers of the last day before today that had any."""
        until = self._midnight(self.today)
        since = self._midnight(self.today - timedelta(days=_DAYS_BACK))
        uses = await self.uses.answers_between(since, until, limit=_USES)
        if not uses:
            return []
        day = uses[0].at.astimezone(self.zone).date()
        of_day = [one for one in uses if one.at.astimezone(self.zone).date() == day]
        of_day.sort(key=_drawn)
        wanted = {one.reply_id for one in of_day}
        ids = [*dict.fromkeys(one.conversation_id for one in of_day)][:_READ]
        gate = asyncio.Semaphore(_AT_ONCE)

        async def read(one: ConversationId) -> list[GivenAnswer]:
            async with gate:
                return await self._answers_of(one)

        found = await asyncio.gather(*map(read, ids))
        return [one for answers in found for one in answers if one.reply_id in wanted]

    async def _answers_of(self, conversation_id: ConversationId) -> list[GivenAnswer]:
        try:
            record = await self.log.read(conversation_id)
        except UnknownConversationError:
            return []  # erased meanwhile
        return list(answers_in(record.past))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)


def _drawn(use: SourceUse) -> tuple[bool, str]:
    """Return the order in which a day's answers are read: the disliked, then by chance."""
    return use.helpful is not False, hashlib.sha256(use.reply_id.encode()).hexdigest()
