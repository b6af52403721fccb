"""Choose the answers of the last day that had any, which a person is asked to judge."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.lists.source_uses import SourceUse, SourceUses
from assistant.improvement.quality.given_answer import Dispute, GivenAnswer, answers_in
from assistant.improvement.quality.ports import AnswerJudgement, QualityBook
from assistant.ports import Clock, EventLog, UnknownConversationError

PER_DAY = 3
"""Answers that a person is asked about on a day: five minutes."""

_DAYS_BACK = 7  # a shop may be closed for some
_USES = 5_000  # looked at, of a week
_READ = 240  # conversations of a day that are read, chosen by chance; the disliked first
_AT_ONCE = 8


def choose(
    answers: Sequence[GivenAnswer],
    *,
    day: date,
    person: str,
    judged: Collection[MessageId] = (),
    count: int = PER_DAY,
) -> tuple[GivenAnswer, ...]:
    """Return up to `count` answers for a person, each question once. Pure.

    First come those that their customer disputed, then those that the assistant was not sure of,
    in an order of chance that follows from the day and the person: two people get different ones.
    """
    used = {one.key for one in answers if one.reply_id in judged}
    seed = f"{day.isoformat()} {person}"
    chosen: list[GivenAnswer] = []
    for one in sorted(answers, key=lambda one: (*_place(one), _drawn(f"{seed} {one.reply_id}"))):
        if len(chosen) < count and one.key not in used:
            used.add(one.key)
            chosen.append(one)
    return tuple(chosen)


def _place(answer: GivenAnswer) -> tuple[bool, bool]:
    return answer.dispute is Dispute.NONE, not answer.is_unsure


@dataclass(slots=True, kw_only=True)
class AnswerDay:
    """Choose the answers of a day for each person."""

    log: EventLog
    uses: SourceUses
    book: QualityBook
    clock: Clock
    zone: ZoneInfo  # of the shop's days
    _known: tuple[date, Mapping[MessageId, str]] | None = field(default=None, init=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @property
    def today(self) -> date:
        """Return the day by the shop's clock."""
        return self.clock.now().astimezone(self.zone).date()

    async def chosen(self, person: str) -> tuple[GivenAnswer, ...]:
        """Return the answers that a person is asked about today and has not judged yet."""
        left = PER_DAY - len(await self.done(person))
        if left <= 0:
            return ()
        answers = await self._answers()
        judged = await self.book.judged_answers([one.reply_id for one in answers])
        # Each question is folded into words, in both languages.
        return await asyncio.to_thread(
            choose, answers, day=self.today, person=person, judged=judged, count=left
        )

    async def waiting(self, person: str) -> int:
        """Return how many questions `chosen` has for a person; cheap but for the first of a day."""
        left = PER_DAY - len(await self.done(person))
        if left <= 0:
            return 0
        keys = await self._keys()
        judged = await self.book.judged_answers([*keys])
        return min(left, len({*keys.values()} - {keys[one] for one in judged}))

    async def done(self, person: str) -> tuple[AnswerJudgement, ...]:
        """Return the judgements of a person today, newest first."""
        since = self._midnight(self.today)
        return tuple(await self.book.answers_judged_by(person, since=since))

    async def find(
        self, conversation_id: ConversationId, reply_id: MessageId, *, person: str
    ) -> GivenAnswer | None:
        """Return an answer that a person is asked about; None: none of these ids."""
        wanted = (conversation_id, reply_id)
        asked = await self.chosen(person)
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
        of_day.sort(key=_disliked_first)
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


def _disliked_first(use: SourceUse) -> tuple[bool, str]:
    """Return the order in which a day's answers are read: the disliked, then by chance."""
    return use.helpful is not False, _drawn(use.reply_id)


def _drawn(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
