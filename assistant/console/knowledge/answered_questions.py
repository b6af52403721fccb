"""Find the questions that a page or product answered, with personal data taken out."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.desk.lists.source_uses import SourceUse
from assistant.ports import EventLog, UnknownConversationError
from retrieval.catalogue.case_folding import fold

SHOWN = 20
"""Questions of a page."""

_AT_ONCE = 8  # conversations read from the log


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """Hold a question that customers asked, in the words of the last who did."""

    text: str  # redacted
    conversation_id: ConversationId  # of the last one
    at: datetime
    times: int
    helpful: int
    unhelpful: int


async def answered_questions(
    events: EventLog, uses: Sequence[SourceUse]
) -> Sequence[AnsweredQuestion]:
    """Return the questions of some uses, the newest first; the same words come once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def words(use: SourceUse) -> str:
        async with gate:
            try:
                record = await events.read(use.conversation_id)
            except UnknownConversationError:
                return ""  # erased meanwhile
        wrote = (one for one in record.past if isinstance(one, CustomerWrote))
        return next((one.text for one in wrote if one.message_id == use.question_id), "")

    texts = await asyncio.gather(*map(words, uses))
    return await asyncio.to_thread(_gather, list(zip(uses, texts, strict=True)))


def _gather(found: Iterable[tuple[SourceUse, str]]) -> list[AnsweredQuestion]:
    # 50 ms, which no start pays, and no loop: this runs in a thread.
    from assistant.understanding.personal_data.removal import remove_personal_data  # noqa: PLC0415

    asked: defaultdict[str, list[tuple[SourceUse, str]]] = defaultdict(list)
    for use, text in found:
        if text.strip():
            redacted = remove_personal_data(text).text
            asked[fold(redacted)].append((use, redacted))
    return [_question(same) for same in asked.values()][:SHOWN]


def _question(same: Sequence[tuple[SourceUse, str]]) -> AnsweredQuestion:
    use, text = same[0]
    return AnsweredQuestion(
        text=text,
        conversation_id=use.conversation_id,
        at=use.at,
        times=len(same),
        helpful=sum(one.helpful is True for one, _ in same),
        unhelpful=sum(one.helpful is False for one, _ in same),
    )
