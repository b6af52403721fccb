"""Declare the store of people's judgements on the checks of quality."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import AgentId
from assistant.insights.analysis_rows import QualityName


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
