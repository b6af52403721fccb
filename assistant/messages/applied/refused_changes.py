"""Ask the shop's pages about a change that the rules refuse while an order is packed.

The rules say no; a page may say what is possible all the same: "by calling us".
"""

from collections.abc import Callable

from assistant.answers.composing.composer import Composer
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import OperationRefused
from assistant.conversation.message import Language
from assistant.messages.policy.turn_decision import Answer, Decision
from assistant.messages.ports import MessageReader
from assistant.messages.turn_outcome import Outcome
from assistant.understanding.types import Understanding

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


async def asked_of_refusal(
    outcome: Outcome,
    composer: Composer,
    reader: MessageReader,
    converse: Callable[[Understanding], Decision],
) -> Understanding | None:
    """Return the question that a refusal leaves to the pages; None: they have no answer to it."""
    refused = next((one for one in outcome.events if isinstance(one, OperationRefused)), None)
    if refused is None or outcome.draft is None or refused.rule not in _PACKED:
        return None
    named = _ALIKE.get(refused.operation, refused.operation)
    words = _QUESTIONS.get(named, {}).get(outcome.draft.language)
    if words is None:
        return None
    read = await reader.read(
        words,
        vocabulary=composer.searcher.vocabulary,
        topic="",
        language=outcome.draft.language,
    )
    question = read.as_question()
    decision = converse(question)
    if not isinstance(decision, Answer):
        return None
    draft = await composer.compose(question, floor=decision.floor)
    return question if draft.kind is ReplyKind.ANSWERED else None
