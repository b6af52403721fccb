"""Choose the statements that answer with a language model: read `MessageChoices.read` first.

The trained reader says first how likely each statement answers. The model's choice then moves these
odds, up for what it chose and down for the rest, so that two readings count. Where no statement
answers, the model may ask for a search in other words. When it fails, the reader's odds stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from assistant.answers.choosing.choice_request import ModelChoice, choice_request, read_choice
from assistant.answers.composing.pages.pages_before import Understand
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ModelUsed
from assistant.kit.model.accounted_request import ask_in_format
from assistant.kit.model.ports import LanguageModel
from assistant.ports import Clock
from assistant.understanding.personal_data.removal import remove_personal_data
from assistant.understanding.types import Understanding
from retrieval.ports import StatementReader
from retrieval.types import ReadStatement

MOVED = 2.5  # of log-odds: a statement at .3 is at .84 once it is chosen, one at .7 else at .16
SEARCHES = 2  # in other words, for one message


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChooser:
    """Begin the choices of each message; hold collaborators and no state."""

    model: LanguageModel
    clock: Clock
    redacts: bool = True  # no personal data of a question or a reply goes to the model
    reader: StatementReader | None = None  # None: the model chooses alone

    def of(self, conversation: Conversation, understand: Understand) -> "MessageChoices":
        """Return the choices of one message, none made yet."""
        return MessageChoices(chooser=self, conversation=conversation, understand=understand)

    def shown(self, text: str) -> str:
        """Return a text as the model is shown it."""
        return remove_personal_data(text).text if self.redacts else text


@dataclass(slots=True, kw_only=True)
class MessageChoices:
    """Choose for one message; a `StatementReader` and an `OtherWords`."""

    chooser: ModelChooser
    conversation: Conversation
    understand: Understand
    events: tuple[ModelUsed, ...] = ()  # the model's uses so far
    _search: str = ""
    _searches: int = 0
    _away: bool = False
    _made: dict[tuple[str, ...], list[float]] = field(default_factory=dict)

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        """Return the log-odds that each statement answers the question."""
        asked = (question, *(one.text for one in statements))
        if asked not in self._made:
            self._made[asked] = await self._read(question, statements)
        return self._made[asked]

    async def choose(self, question: str, statements: Sequence[str]) -> tuple[int, ...] | None:
        """Return the places of the statements that answer, best first; None: the model failed."""
        read = [ReadStatement(text=one, signals=()) for one in statements]
        choice = None if self._away else await self._choose(question, read)
        return choice.places if choice else None

    async def other_words(self) -> Understanding | None:
        """Return the words that the model wants searched, understood; None: it wants no search."""
        words, self._search = self._search, ""
        if not words or self._searches >= SEARCHES:
            return None
        self._searches += 1
        return await self.understand(words, language=self.conversation.language)

    async def _read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        reader = self.chooser.reader
        odds = list(await reader.read(question, statements)) if reader else [0.0] * len(statements)
        choice = None if self._away else await self._choose(question, statements)
        if choice is None:
            return odds
        self._search = choice.search
        return [
            one + (MOVED if place in choice.places else -MOVED) for place, one in enumerate(odds)
        ]

    async def _choose(
        self, question: str, statements: Sequence[ReadStatement]
    ) -> ModelChoice | None:
        """Return the model's choice; None: it failed, and is not asked again for this message."""
        last = self.conversation.last_reply
        request = choice_request(
            self.chooser.shown(question),
            statements,
            self.conversation,
            said_before=self.chooser.shown(last.text) if last else "",
        )
        choice, use = await ask_in_format(
            self.chooser.model,
            request,
            partial(read_choice, count=len(statements)),
            conversation_id=self.conversation.conversation_id,
            clock=self.chooser.clock,
        )
        self._away = choice is None
        self.events = (*self.events, use)
        return choice
