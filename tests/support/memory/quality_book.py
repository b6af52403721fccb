"""Keep judgements on checks of quality and on answers in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from assistant.conversation.ids import MessageId
from assistant.improvement.quality.ports import (
    AlreadyJudgedError,
    AnswerJudgement,
    CheckSwitch,
    QualityJudgement,
)
from assistant.insights.analysis_rows import QualityName


class MemoryQualityBook:
    """Keep a `QualityBook` for one event loop."""

    def __init__(self) -> None:
        self._judged: dict[tuple[object, ...], QualityJudgement] = {}
        self._switched: dict[QualityName, CheckSwitch] = {}
        self._answered: dict[MessageId, AnswerJudgement] = {}

    async def judge(self, judgement: QualityJudgement) -> None:
        self._judged[*judgement.place, judgement.by] = judgement

    async def judgements(self) -> Sequence[QualityJudgement]:
        return sorted(self._judged.values(), key=lambda one: (one.at, one.visit_id, one.by))

    async def switch(self, switch: CheckSwitch) -> None:
        self._switched[switch.check] = switch

    async def switches(self) -> Sequence[CheckSwitch]:
        return [self._switched[name] for name in sorted(self._switched)]

    async def judge_answer(self, judgement: AnswerJudgement) -> None:
        if judgement.reply_id in self._answered:
            raise AlreadyJudgedError(judgement.reply_id)
        self._answered[judgement.reply_id] = judgement

    async def forget_answer(self, reply_id: MessageId) -> None:
        self._answered.pop(reply_id, None)

    async def judged_answers(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        return frozenset(self._answered).intersection(reply_ids)

    async def answers_judged_by(self, by: str, *, since: datetime) -> Sequence[AnswerJudgement]:
        theirs = [one for one in self._answered.values() if one.by == by and one.at >= since]
        return sorted(theirs, key=lambda one: (-one.at.timestamp(), one.reply_id))
