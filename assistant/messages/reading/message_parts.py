"""Read a part of a message by itself: a question beside a wish, or behind a yes."""

from collections.abc import Iterable
from functools import reduce

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.message import Language
from assistant.messages.ports import MessageReader
from assistant.operations.dialogue.afterwards import question_after
from assistant.operations.dialogue.heard_message import QUESTIONS
from assistant.understanding.entities.yes_no_answers import read_answer
from assistant.understanding.types import AnswerKind, ReadingContext, Understanding
from retrieval.searching.search import Searcher

_ASKS = 3
"""Least words of a question."""


async def read_part(
    text: str, searcher: Searcher, reader: MessageReader, language: Language | None
) -> Understanding:
    """Return the meaning of a part of a message, which leans on nothing said before."""
    return await reader.read(
        text, ReadingContext(vocabulary=searcher.vocabulary, language=language)
    )


async def question_after_yes(
    conversation: Conversation,
    done: Iterable[ConversationEvent],
    searcher: Searcher,
    reader: MessageReader,
) -> Understanding | None:
    """Return the question behind the yes of the last message; None: there is none.

    A wish behind it is the dialogue's. What is asked of the operation that `done` tells of ("when
    do I get the money?") is asked of that; where its receipt answers it, there is no question.
    """
    answer = read_answer(conversation.unanswered[-1].text)
    if answer is None or answer.kind is not AnswerKind.YES or len(answer.rest.split()) < _ASKS:
        return None
    meant = question_after(reduce(Conversation.after, done, conversation), answer.rest)
    if meant is not None and not meant.means:
        return None
    words = meant.means if meant else answer.rest
    read = await read_part(words, searcher, reader, conversation.language)
    return read.as_question() if read.intent in QUESTIONS else None
