"""Read the questions of a conversation that had no answer, and ask them again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationResolved,
    CustomerWrote,
    HandoffRequested,
    MessageRevoked,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.ports import AnswerTrial
from assistant.outreach.triggers.customer_facts import CustomerFacts, LateAnswer
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import ASKED_WITHIN
from assistant.ports import Clock
from assistant.understanding.personal_data.removal import remove_personal_data

_ASKED = 120  # characters of a question that are said again
_ANSWER = 600  # an answer of more is none for a message that nobody waits for
_KEPT = 5_000  # answers in memory
_UNANSWERED = frozenset({Reason.NO_EVIDENCE, Reason.LOW_CONFIDENCE})


@dataclass(slots=True, kw_only=True)
class QuestionFacts:
    """Add a conversation's answered questions to a customer's facts, as the port `FactSource`.

    A question is asked again once for each version of what the assistant knows.
    """

    trial: AnswerTrial
    versions: Callable[[], Awaitable[str]]  # of pages and verified answers
    clock: Clock
    _known: OrderedDict[MessageId, tuple[str, str]] = field(default_factory=OrderedDict, init=False)

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        del language  # it is answered in the language of the question
        questions = [
            _answered(wrote, answer)
            for wrote in open_questions(talk.past, self.clock.now())
            if (answer := await self._answer(talk.past, wrote))
        ]
        return replace(facts, questions=tuple(questions))

    async def _answer(self, past: Sequence[ConversationEvent], wrote: CustomerWrote) -> str:
        """Return the answer that there is now, on one line; "": none, or one that is too long."""
        version = await self.versions()
        known = self._known.get(wrote.message_id)
        if known is not None and known[0] == version:
            return known[1]
        until = past.index(wrote) + 1
        asked = Conversation.fold(wrote.conversation_id, past[:until])
        answer = " ".join((await self.trial.answer(asked)).split())
        said = answer if len(answer) <= _ANSWER else ""
        self._known[wrote.message_id] = (version, said)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return said


def open_questions(past: Sequence[ConversationEvent], now: datetime) -> tuple[CustomerWrote, ...]:
    """Return the questions of the last month to which the assistant had no answer, oldest first.

    A person who answered or resolved since has answered them all. So has an answer to the
    customer's next message: it was the same question in other words.
    """
    open_, wrote = dict[MessageId, CustomerWrote](), dict[MessageId, CustomerWrote]()
    last: MessageId | None = None  # the question before the message that is answered now
    for event in past:
        if isinstance(event, CustomerWrote):
            wrote[event.message_id] = event
        elif isinstance(event, HandoffRequested) and event.reason in _UNANSWERED:
            open_.update(_of(event.messages, wrote))
        elif isinstance(event, ReplyWritten) and _had_none(event):
            open_.update(_of(event.answers, wrote))
            last = next(reversed(open_), None)
        elif isinstance(event, ReplyWritten) and event.kind is ReplyKind.ANSWERED:
            open_.pop(last, None) if last else None
            last = None
        if _closes(event):
            open_.clear()
        elif isinstance(event, MessageRevoked):
            open_.pop(event.message_id, None)
    return tuple(one for one in open_.values() if one.text and now - one.at <= ASKED_WITHIN)


def _of(
    ids: Sequence[MessageId], wrote: dict[MessageId, CustomerWrote]
) -> dict[MessageId, CustomerWrote]:
    """Return the last of the messages, which stands for those that came in one burst with it."""
    known = [one for one in ids if one in wrote]
    return {known[-1]: wrote[known[-1]]} if known else {}


def _had_none(reply: ReplyWritten) -> bool:
    return reply.author is Author.ASSISTANT and (
        reply.kind is ReplyKind.ABSTAINED or reply.reason in _UNANSWERED
    )


def _closes(event: ConversationEvent) -> bool:
    """Return whether an event ends every open question."""
    if isinstance(event, ReplyWritten):
        return event.author is Author.AGENT or event.origin in _TELLING
    return isinstance(event, ConversationResolved) and event.by is not None


_TELLING = frozenset({TriggerName.QUESTION_ANSWERED, "basket_question"})
"""Origins of messages that told an answer; older logs have the second."""


def _answered(wrote: CustomerWrote, answer: str) -> LateAnswer:
    asked = " ".join(remove_personal_data(wrote.text).text.split())
    if len(asked) > _ASKED:
        asked = f"{asked[:_ASKED].rsplit(' ', 1)[0]} …"
    return LateAnswer(message_id=wrote.message_id, asked_at=wrote.at, asked=asked, answer=answer)
