"""Find the answers that a conversation was given and that a person can judge. Pure.

An answer can be judged if anybody who asks the same gets it: it rests on a source, and neither it
nor its question is about an order.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.answers.verified.verified_draft import id_in
from assistant.answers.verified.way_agreement import asked_words, compare
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    ReplyRated,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import ChannelKind, Language, Source
from assistant.improvement.changes.raised_questions import SHARED
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.types import OPERATION_INTENTS, Intent

_SURE = 0.8
_NOT_GENERAL = frozenset({*OPERATION_INTENTS, Intent.PRODUCT_SEARCH})
_ASKS = frozenset({*_NOT_GENERAL, Intent.QUESTION, Intent.PRODUCT_QUESTION, Intent.COMPARE})


class Dispute(IntEnum):
    """Name the signs that a customer was not content with an answer, the weightiest last."""

    NONE = 0
    ASKED_AGAIN = 1  # in much the same words
    WENT_ON = 2  # to a person
    THUMB_DOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """Hold an answer as a customer got it, with all personal data that it had."""

    conversation_id: ConversationId
    reply_id: MessageId
    question_id: MessageId  # the last message that it answers
    contact_id: str
    channel: ChannelKind
    language: Language
    question: str
    text: str
    sources: tuple[Source, ...]  # at least one
    page: str = ""  # the product in view
    category: str = ""  # the category in view
    verified_id: str = ""  # of the verified answer that was given; "": it was none
    dispute: Dispute = Dispute.NONE

    @property
    def score(self) -> float:
        """Return how likely the quote answers, in [0, 1]."""
        return self.sources[0].score

    @property
    def is_unsure(self) -> bool:
        """Return whether the quote answers less likely than others'."""
        return self.score < _SURE

    @property
    def key(self) -> str:
        """Return the words of the question, by which two are the same."""
        return asked_words(self.question, self.language).key


def answers_in(events: Sequence[ConversationEvent]) -> Iterator[GivenAnswer]:
    """Yield the answers of a conversation that can be judged; its events come oldest first."""
    start = next((one for one in events if isinstance(one, ConversationStarted)), None)
    if start is None:
        return
    wrote = {one.message_id: one for one in events if isinstance(one, CustomerWrote)}
    turns = {one.answers: one for one in events if isinstance(one, TurnTaken)}
    asking = {one for turn in turns.values() if turn.intent in _ASKS for one in turn.answers}
    for at, reply in enumerate(events):
        if not isinstance(reply, ReplyWritten) or not _is_answer(reply):
            continue
        asked = [wrote[one] for one in reply.answers if one in wrote]
        question = " ".join(one.text.strip() for one in asked).strip()
        turn = turns.get(reply.answers)
        if not question or not _is_general(question, reply, turn):
            continue
        yield GivenAnswer(
            conversation_id=reply.conversation_id,
            reply_id=reply.message_id,
            question_id=asked[-1].message_id,
            contact_id=start.contact_id,
            channel=start.channel,
            language=reply.language,
            question=question,
            text=reply.text,
            sources=reply.sources,
            page=asked[-1].page_product,
            category=asked[-1].page_category,
            verified_id=id_in(turn.rule) if turn else "",
            dispute=_dispute(question, reply, events[at + 1 :], asking),
        )


def _is_answer(reply: ReplyWritten) -> bool:
    by_us = reply.author is Author.ASSISTANT and reply.agent_id is None
    return by_us and reply.kind is ReplyKind.ANSWERED and bool(reply.sources)


def _is_general(question: str, reply: ReplyWritten, turn: TurnTaken | None) -> bool:
    """Tell whether a question stands by itself and is about no order."""
    if turn is not None and turn.intent in _NOT_GENERAL:
        return False
    searched = set(asked_words(reply.topic, reply.language).key.split())
    if not searched <= set(asked_words(question, reply.language).key.split()):
        return False  # it leans on a message before it
    return not speaks_of_order(question) and not speaks_of_order(reply.text)


def _dispute(
    question: str,
    reply: ReplyWritten,
    after: Sequence[ConversationEvent],
    asking: Collection[MessageId],
) -> Dispute:
    """Return the sign of a dispute; but for a thumb it comes before another question."""
    thumbs = [
        one.helpful
        for one in after
        if isinstance(one, ReplyRated) and one.message_id == reply.message_id
    ]
    if thumbs and not thumbs[-1]:
        return Dispute.THUMB_DOWN
    followed = [Dispute.NONE]
    for event in after:
        match event:
            case HandoffRequested(reason=Reason.NEEDS_APPROVAL):
                break  # what an agent says next is about that
            case HandoffRequested() | ReplyWritten(author=Author.AGENT):
                followed.append(Dispute.WENT_ON)
            case CustomerWrote() if _asks_the_same(question, event.text, reply.language):
                followed.append(Dispute.ASKED_AGAIN)
            case CustomerWrote() if event.message_id in asking:
                break
            case _:
                pass
    return max(followed)


def _asks_the_same(question: str, later: str, language: Language) -> bool:
    one, other = asked_words(question, language), asked_words(later, language)
    signs = compare(one, other, cosine=1.0)
    return signs.same > 0 and min(signs.mine, signs.theirs) >= SHARED
