"""Read a message together with the question before it, in the pages that answered that one.

"Et en relais ?" and "how long does it take?" say too little alone. A page that has just answered
goes on answering, unless another is surer.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Protocol, Self

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Understanding

SURE = 0.85  # confidence of a message read alone, from which no page before it is read again
MOST_WORDS = 14  # of a message that may lean on the question before: a longer one stands alone
GOES_ON = 0.62  # least confidence that a statement of the pages before answers both together


class Understand(Protocol):
    """Read the words of a question as a message is read."""

    def __call__(self, text: str, *, language: Language | None) -> Awaitable[Understanding]:
        """Return the words as they are understood; `language` is the conversation's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesBefore:
    """Hold the question that was answered last, and where its answer stands."""

    question: str
    sources: tuple[Source, ...]  # at least one
    understand: Understand

    @classmethod
    def of(cls, conversation: Conversation, understand: Understand) -> Self | None:
        """Return the pages that the last reply quoted; None: it quoted none, or is too old."""
        last, question = conversation.last_reply, conversation.topic
        if last is None or not question or not last.sources or last.kind is not ReplyKind.ANSWERED:
            return None
        return cls(question=question, sources=last.sources, understand=understand)

    def may_go_on(self, understanding: Understanding, alone: Extracts) -> bool:
        """Tell whether a message may lean on the question before, for all that it says alone."""
        sure = alone.ranked[0].confidence if alone.ranked else 0.0
        return sure < SURE and len(understanding.message.split()) <= MOST_WORDS

    async def together(self, understanding: Understanding) -> Understanding:
        """Return the message behind the question before it, understood as one question."""
        if understanding.follow_up:
            return understanding
        text = f"{self.question.rstrip(' ?!.')} {understanding.text}"
        read = await self.understand(text, language=understanding.language)
        return replace(read, intent=understanding.intent, message=understanding.message)

    def surer(self, alone: Extracts, together: Extracts) -> Extracts:
        """Return further statements of the pages before, if surer than the message alone."""
        unsaid = tuple(one for one in together.ranked if self._is_further(one))
        if not unsaid or unsaid[0].confidence < GOES_ON:
            return alone
        if alone.ranked and alone.ranked[0].confidence >= unsaid[0].confidence:
            return alone
        return replace(together, ranked=unsaid)

    def _is_further(self, one: Extract) -> bool:
        """Tell whether a statement stands on a page before, and was not said yet."""
        on_page = [s for s in self.sources if s.url == one.evidence.passage.url]
        first = one.reading.units[one.statement.first].text
        return bool(on_page) and not any(first in source.quote for source in on_page)
