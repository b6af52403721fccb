"""Ask the shop's pages about a change of an order, beside the rules of orders.

While an order is packed the rules say no; a page may say what is possible all the same: "by calling
us". The rules allow a return; a page may say that opened goods are not taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answers.composing.composer import Composer
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import DialogueMoved, OperationRefused
from assistant.conversation.message import Language
from assistant.messages.applied.excluded_returns import excludes, question_of_condition
from assistant.messages.policy.turn_decision import Answer, Decision
from assistant.messages.ports import MessageReader
from assistant.messages.reading.message_reading import MessageMeaning
from assistant.messages.turn_outcome import Outcome
from assistant.understanding.types import Intent, ReadingContext, Understanding
from retrieval.ports import StoreUnavailableError

_PACKED = frozenset({"is_processed"})
_QUESTIONS: dict[str, dict[Language, str]] = {
    "cancel_order": {
        "fr": "Peut-on modifier ou annuler les articles d'une commande en préparation ?",
        "en": "How can I change or cancel the items of an order that is being prepared?",
    },
    "change_items": {
        "fr": "Peut-on modifier les articles d'une commande en préparation ?",
        "en": "Can I change the items of an order while it is being prepared?",
    },
    "change_address": {
        "fr": "Peut-on modifier l'adresse d'une commande en préparation ?",
        "en": "How can I change the address of an order that is being prepared?",
    },
}
_ALIKE = {"remove_items": "change_items"}


@dataclass(frozen=True, slots=True)
class ChangeQuestions:
    """Ask the shop's pages about a change of an order, beside the rules."""

    composer: Composer
    reader: MessageReader
    converse: Callable[[Understanding], Decision]

    async def beside(self, meaning: MessageMeaning, outcome: Outcome) -> Understanding | None:
        """Return the second question of a turn: the customer's own, or one for the pages."""
        if meaning.also is not None or outcome.draft is None:
            return meaning.also
        language = outcome.draft.language
        if _opens_return(meaning.understanding, outcome):
            words = question_of_condition(meaning.understanding.own_words, language)
            return await self._answered(words, language, excluding=True)
        refused = next((one for one in outcome.events if isinstance(one, OperationRefused)), None)
        if refused is None or refused.rule not in _PACKED:
            return None
        named = _ALIKE.get(refused.operation, refused.operation)
        return await self._answered(_QUESTIONS.get(named, {}).get(language, ""), language)

    async def _answered(
        self, words: str, language: Language, *, excluding: bool = False
    ) -> Understanding | None:
        """Return the meaning of a question that the pages answer; None: they have none now."""
        if not words:
            return None
        vocabulary = self.composer.searcher.vocabulary
        read = await self.reader.read(
            words, ReadingContext(vocabulary=vocabulary, language=language)
        )
        question = replace(read, intent=Intent.QUESTION) if excluding else read.as_question()
        decision = self.converse(question)
        if not isinstance(decision, Answer):
            return None
        try:
            draft = await self.composer.compose(question, floor=decision.floor)
        except StoreUnavailableError:
            return None
        told = draft.kind is ReplyKind.ANSWERED and (not excluding or excludes(draft.text))
        return question if told else None


def _opens_return(understanding: Understanding, outcome: Outcome) -> bool:
    """Return whether the message put an item into a return."""
    wishes = {understanding.intent, *(one.intent for one in understanding.requests)}
    moved = any(isinstance(one, DialogueMoved) for one in outcome.events)
    return Intent.RETURN_ITEMS in wishes and moved
