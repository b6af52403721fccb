"""Keep people's judgements on answers in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from assistant.conversation.ids import MessageId
from assistant.improvement.challenges.ports import AlreadyJudgedError, Challenge


class MemoryChallengeBook:
    """Keep a `ChallengeBook` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[MessageId, Challenge] = {}

    async def keep(self, challenge: Challenge) -> None:
        if challenge.reply_id in self._kept:
            raise AlreadyJudgedError(challenge.reply_id)
        self._kept[challenge.reply_id] = challenge

    async def remove(self, reply_id: MessageId) -> None:
        self._kept.pop(reply_id, None)

    async def judged(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        return frozenset(self._kept).intersection(reply_ids)

    async def of_person(self, by: str, *, since: datetime) -> Sequence[Challenge]:
        theirs = [one for one in self._kept.values() if one.by == by and one.at >= since]
        return sorted(theirs, key=lambda one: (-one.at.timestamp(), one.reply_id))
