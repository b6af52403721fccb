"""Declare the store of people's judgements, on the checks of quality and on answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.insights.analysis_rows import QualityName
from assistant.ports import PortError


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityJudgement:
    """Hold the judgement of one person on a check's verdict of one visit."""

    check: QualityName
    side: str  # a `CheckedSide`
    agent_id: str  # whose work it is; "": the assistant's
    conversation_id: str
    visit_id: str
    failed: bool  # what the check said
    agrees: bool  # what the person says of that
    by: AgentId
    at: datetime  # aware, UTC

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Return the key of the judged place: two people may judge the same one."""
        return (self.check, self.side, self.agent_id, self.visit_id)

    @property
    def said_failed(self) -> bool:
        """Return whether the visit fails the check, as the person sees it."""
        return self.failed == self.agrees


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSwitch:
    """Hold the last time that a check was switched off or on."""

    check: QualityName
    is_on: bool
    at: datetime  # aware, UTC; judgements before it count no more for the next switch
    by: str = ""  # an `AgentId`; "": people's judgements did


class AnswerVerdict(StrEnum):
    """Name the judgements of a person on an answer."""

    AGREED = "agreed"
    CORRECTED = "corrected"  # the person knows a better one
    NOT_SO = "not_so"  # it is wrong, and the person knows no better one


class Made(StrEnum):
    """Name the thing that was made of a judgement on an answer."""

    NOTHING = "nothing"  # there was one alike
    QUESTION = "question"  # a saved one
    CHANGE = "change"  # a change set


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerJudgement:
    """Hold the judgement of a person on an answer. It has no words of a customer."""

    reply_id: MessageId
    conversation_id: ConversationId
    verdict: AnswerVerdict
    by: str  # an agent's id
    at: datetime  # aware, UTC
    made: Made = Made.NOTHING
    made_id: str = ""  # of the question or the change set


class AlreadyJudgedError(PortError):
    """Say that somebody judged the answer before."""


class QualityBook(Protocol):
    """Store judgements and switches. Every method may raise `LogUnavailableError`."""

    async def judge(self, judgement: QualityJudgement) -> None:
        """Keep a judgement; of one person on one place the newest stands.

        Nothing is kept of a conversation that was erased meanwhile.
        """
        ...

    async def judgements(self) -> Sequence[QualityJudgement]:
        """Return every judgement, the oldest first."""
        ...

    async def switch(self, switch: CheckSwitch) -> None:
        """Keep the switch of a check, in place of the one before."""
        ...

    async def switches(self) -> Sequence[CheckSwitch]:
        """Return the switch of each check that was ever switched, by name."""
        ...

    async def judge_answer(self, judgement: AnswerJudgement) -> None:
        """Keep a judgement on an answer: there is one for each.

        Raises:
            AlreadyJudgedError: there is one on this answer.
        """
        ...

    async def forget_answer(self, reply_id: MessageId) -> None:
        """Remove the judgement on an answer, if there is one."""
        ...

    async def judged_answers(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        """Return those of some answers that anybody judged."""
        ...

    async def answers_judged_by(self, by: str, *, since: datetime) -> Sequence[AnswerJudgement]:
        """Return a person's judgements on answers since a time, newest first."""
        ...
