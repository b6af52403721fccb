"""Draft a reply to the customer's question as the log has it now; an agent edits and sends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.guard.input_screen import Unreadable, screen
from assistant.console.copilot.document_answers import Answers, DocumentAnswer, Say
from assistant.console.copilot.operation_help import OperationHelp
from assistant.console.copilot.types import Drafted, Failed, Why
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    StoredEvent,
)
from assistant.conversation.gist import is_spoken
from assistant.conversation.message import Language
from assistant.messages.ports import Knowledge
from assistant.ports import Record
from assistant.understanding.types import Intent, ReadingContext, Understanding
from retrieval.text.sentence_split import split

MOST_QUESTIONS = 3
"""Of one message that are answered, each by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnapshot:
    """Hold a conversation as of one look at the log."""

    record: Record
    state: Conversation
    knowledge: Knowledge  # one version of the index, for all that is looked up

    @property
    def seen(self) -> int:
        """Return the sequence of the last event; 0: there is none."""
        return self.record.events[-1].sequence if self.record.events else 0

    @property
    def asked(self) -> str:
        """Return the unanswered messages, or else the customer's last messages in a row."""
        waiting = [wrote.text for wrote in self.state.unanswered if wrote.text.strip()]
        return "\n".join(waiting or _last_words(self.record.events))


def has_moved(events: tuple[StoredEvent, ...]) -> bool:
    """Return whether either side has written in `events`; the desk's notices do not count."""
    return any(is_spoken(stored.event) for stored in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHelp:
    """Draft replies; it holds collaborators and no state."""

    answers: Answers
    suggesting: OperationHelp | None = None  # None: there is no shop system to look anything up in

    async def read(self, opened: ConversationSnapshot) -> Understanding | Why:
        """Return the understanding of the customer's last words, as the assistant reads them."""
        turn = self.answers.turn
        screened = screen(opened.asked, max_chars=turn.max_chars * 4)
        if isinstance(screened, Unreadable):
            return Why.NOTHING_TO_ANSWER
        in_dialogue = bool(opened.state.dealings.dialogue)
        understanding = await turn.reader.read(
            screened.text,
            ReadingContext(
                vocabulary=opened.knowledge.searcher.vocabulary,
                topic="" if in_dialogue else opened.state.topic,
                language=opened.state.language,
            ),
        )
        return understanding if in_dialogue else understanding.outside_dialogue()

    async def draft(
        self, opened: ConversationSnapshot, *, say: Say
    ) -> tuple[Drafted | Failed, tuple[ConversationEvent, ...]]:
        """Return a reply, or the reason why there is none; and the account of a model."""
        understanding = await self.read(opened)
        if isinstance(understanding, Why):
            return Failed(why=understanding), ()
        asked = _questions(opened.asked, understanding.language)
        besides = understanding.intent is Intent.ASK_FOR_PERSON
        if besides:  # the agent is that person: what else?
            read = await self._beside_request(opened, understanding)
            if not read:
                return Failed(why=Why.NOTHING_TO_ANSWER), ()
            asked, (understanding, *_) = list(read), read.values()
        told, events = await self._look_up(opened.state, understanding)
        if isinstance(told, Why):
            return Failed(why=told), events
        if told:
            return replace(_drafted(told, understanding), left=tuple(asked[1:] * besides)), events
        found = await self._answer(opened, understanding, asked[:MOST_QUESTIONS], say)
        if isinstance(found, Why):
            return Failed(why=found), events
        drafted = replace(
            found.drafted(understanding.language),
            unanswered=found.unanswered if found.text else (),
            left=tuple(asked[MOST_QUESTIONS:]),
        )
        return drafted, (*events, *found.events)

    async def _beside_request(
        self, opened: ConversationSnapshot, request: Understanding
    ) -> dict[str, Understanding]:
        """Return the questions beside a request for a person, or else those before it."""
        asked = request.beside or _questions(opened.asked, request.language)
        last = _questions("\n".join(_last_words(opened.record.events)), request.language)
        read = {one: await self._read_alone(opened, one) for one in (*asked, *last)}
        for one in [one for one in read if read[one].intent is Intent.ASK_FOR_PERSON]:
            beside = read.pop(one).beside
            read |= {each: await self._read_alone(opened, each) for each in beside}
        return read

    async def _answer(
        self,
        opened: ConversationSnapshot,
        understanding: Understanding,
        asked: Sequence[str],
        say: Say,
    ) -> DocumentAnswer | Why:
        """Answer every question of `asked`; a single one first with the words around it."""
        whole: DocumentAnswer | Why = Why.NOTHING_TO_ANSWER
        if len(asked) <= 1:
            question = understanding.as_question()
            whole = await self.answers.answer(opened.state, question, opened.knowledge, say=say)
            answered = isinstance(whole, DocumentAnswer) and bool(whole.text)
            if answered or list(asked) in ([], [opened.asked.strip()]):
                return whole
        found = DocumentAnswer(text="", sources=())
        for one in asked:
            each = await self._answer_one(opened, one, found, say)
            if not isinstance(each, DocumentAnswer) or not each.text:
                found = replace(found, unanswered=(*found.unanswered, one))
            if isinstance(each, DocumentAnswer):
                found = found.and_then(each)
        return found if found.text or not isinstance(whole, DocumentAnswer) else whole

    async def _answer_one(
        self, opened: ConversationSnapshot, question: str, before: DocumentAnswer, say: Say
    ) -> DocumentAnswer | Why:
        """Answer a question of several; a model that failed before is not asked again."""
        read = await self._read_alone(opened, question)

        async def say_after(text: str) -> None:
            await say(f"{before.text}\n\n{text}" if before.text else text)

        answers = replace(self.answers, mind=None) if before.fell_back else self.answers
        return await answers.answer(
            opened.state, read.as_question(), opened.knowledge, say=say_after
        )

    async def _read_alone(self, opened: ConversationSnapshot, question: str) -> Understanding:
        """Return the understanding of a question without the words around it."""
        read = await self.answers.turn.reader.read(
            question,
            ReadingContext(
                vocabulary=opened.knowledge.searcher.vocabulary, language=opened.state.language
            ),
        )
        return read.outside_dialogue()

    async def _look_up(
        self, state: Conversation, understanding: Understanding
    ) -> tuple[str | Why, tuple[ConversationEvent, ...]]:
        """Return the answer of the shop's books, if the customer asks for it; "": there is none."""
        if self.suggesting is None:
            return "", ()
        return await self.suggesting.look_up(state, understanding)


def _questions(text: str, language: Language) -> list[str]:
    """Return the questions of a message, in their order."""
    lines = filter(None, map(str.strip, text.splitlines()))
    said = (line[start:end].strip() for line in lines for start, end in split(line, language))
    return [one for one in said if one.endswith("?")]


def _drafted(text: str, understanding: Understanding) -> Drafted:
    return Drafted(
        text=text,
        language=understanding.language,
        sources=(),
        by_model=False,
        of_orders=True,
    )


def _last_words(events: tuple[StoredEvent, ...]) -> list[str]:
    said: list[str] = []
    for stored in reversed(events):
        event = stored.event
        if isinstance(event, CustomerWrote) and event.text.strip():
            said.append(event.text)
        elif said and is_spoken(event):
            break
    return said[::-1]
