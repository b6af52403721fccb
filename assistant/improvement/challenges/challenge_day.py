"""Read the answers of the last day that had any, as people are asked about them."""

import asyncio
import hashlib
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
    _known: tuple[date, frozenset[MessageId]] | None = field(default=None, init=False)

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
        """Return how many answers wait for a person today; cheap but for the first of a day."""
        left = PER_DAY - len(await self.done(person))
        if left <= 0:
            return 0
        if self._known is None or self._known[0] != self.today:
            ids = frozenset(one.reply_id for one in await self._answers())
            self._known = (self.today, ids)
        ids = self._known[1]
        return min(left, len(ids - await self.book.judged(ids)))

    async def done(self, person: str) -> tuple[Challenge, ...]:
        """Return the judgements of a person today, newest first."""
        return tuple(await self.book.of_person(person, since=self._midnight(self.today)))

    async def done_this_week(self, person: str) -> int:
        """Return how many answers a person judged since Monday."""
        monday = self.today - timedelta(days=self.today.weekday())
        return len(await self.book.of_person(person, since=self._midnight(monday)))

    async def find(
        self, conversation_id: ConversationId, reply_id: MessageId
    ) -> GivenAnswer | None:
        """Return an answer that can be judged; None: there is none of these ids."""
        of_conversation = await self._answers_of(conversation_id)
        return next((one for one in of_conversation if one.reply_id == reply_id), None)

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
