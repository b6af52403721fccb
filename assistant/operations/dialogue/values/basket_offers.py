"""Offer the basket after an answer about one version of a product, and hear the yes. Pure."""

from dataclasses import replace

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card
from assistant.operations.dialogue.frames import Dialogue
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.entities.yes_no_answers import read_answer
from assistant.understanding.message_words import keys_of
from assistant.understanding.types import AnswerKind, Understanding
from retrieval.catalogue.vocabulary import Vocabulary


def with_offer(draft: Draft, understanding: Understanding, vocabulary: Vocabulary) -> Draft:
    """Return an answer with the basket offered, where it shows one version that is in stock."""
    texts = TEXTS[draft.language]
    if draft.kind is not ReplyKind.ANSWERED or len(draft.cards) != 1:
        return draft
    asked = {key for _, value in understanding.constraints.options for key in keys_of(value)}
    card = draft.cards[0]
    settled = asked and asked <= {*keys_of(card.subtitle)} and _is_one_version(card, vocabulary)
    if not settled or card.availability != texts.in_stock:
        return draft
    return draft.with_offer(texts.basket_offered, texts.basket_accepted)


def is_offered(conversation: Conversation) -> bool:
    """Return whether the last reply offers the basket."""
    last = conversation.last_reply
    return last is not None and TEXTS[last.language].basket_accepted in last.quick_replies


def takes_offer(conversation: Conversation, text: str) -> bool:
    """Return whether a message says yes to the basket that was just offered, and nothing else."""
    if not is_offered(conversation):
        return False
    answer = read_answer(text)
    return answer is not None and answer.kind is AnswerKind.YES and not answer.rest


def _is_one_version(card: Card, vocabulary: Vocabulary) -> bool:
    """Return whether a card names one value of each option: "Noir · M"."""
    values = {value for _, value in vocabulary.options}
    return all(part in values for part in card.subtitle.split(" · "))


def without_basket_form(conversation: Conversation) -> Conversation:
    """Return the conversation as if no question on the basket waited: a message may leave it."""
    current = Dialogue.read(conversation.dealings.dialogue).current
    if current is None or not OPERATIONS[current.operation].of_basket:
        return conversation
    return replace(conversation, dealings=replace(conversation.dealings, dialogue=""))
