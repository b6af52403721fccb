"""Find the questions that a page or product answered, with personal data taken out."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.conversation.events import CustomerWrote, Event, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.desk.lists.source_uses import SourceUse
from assistant.ports import EventLog, UnknownConversationError
from retrieval.catalogue.case_folding import fold

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
    quotes: frozenset[str] = frozenset()  # of the page, in the answers; empty: none was noted


async def answered_questions(
    events: EventLog, uses: Sequence[SourceUse]
) -> Sequence[AnsweredQuestion]:
    """Return the questions of some uses, the newest first; the same words come once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def recorded(use: SourceUse) -> _Recorded:
        async with gate:
            try:
                record = await events.read(use.conversation_id)
            except UnknownConversationError:
                return _Recorded(use=use, text="", quote="")  # erased meanwhile
        return _recorded(use, record.past)

    found = await asyncio.gather(*map(recorded, uses))
    return await asyncio.to_thread(_gather, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recorded:
    """Hold the words of a use in the log: of the question, and of the source that is quoted."""

    use: SourceUse
    text: str  # "": it is gone
    quote: str


def _recorded(use: SourceUse, past: Iterable[Event]) -> _Recorded:
    text = quote = ""
    for one in past:
        if isinstance(one, CustomerWrote) and one.message_id == use.question_id:
            text = one.text
        elif isinstance(one, ReplyWritten) and one.message_id == use.reply_id:
            quote = "".join(source.quote for source in one.sources[use.place : use.place + 1])
    return _Recorded(use=use, text=text, quote=quote)


def _gather(found: Iterable[_Recorded]) -> list[AnsweredQuestion]:
    # 50 ms, which no start pays, and no loop: this runs in a thread.
    from assistant.understanding.personal_data.removal import remove_personal_data  # noqa: PLC0415

    asked: defaultdict[str, list[_Recorded]] = defaultdict(list)
    for one in found:
        if one.text.strip():
            redacted = replace(one, text=remove_personal_data(one.text).text)
            asked[fold(redacted.text)].append(redacted)
    return [_question(same) for same in asked.values()]


def _question(same: Sequence[_Recorded]) -> AnsweredQuestion:
    newest = same[0]
    return AnsweredQuestion(
        text=newest.text,
        conversation_id=newest.use.conversation_id,
        at=newest.use.at,
        times=len(same),
        helpful=sum(one.use.helpful is True for one in same),
        unhelpful=sum(one.use.helpful is False for one in same),
        quotes=frozenset(one.quote for one in same if one.quote),
    )
