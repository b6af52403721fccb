"""Understand a turn's message in its own words, and as a language model restates it."""

from dataclasses import dataclass, replace

from assistant.answers.restating.message_restater import MessageRestater
from assistant.answers.restating.restated_understanding import INTENTS, as_restated, as_talk
from assistant.answers.restating.restatement_request import OWN_WORDS, RestatedKind, Restatement
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.messages.ports import MessageReader
from assistant.messages.reading.focus_question import FocusQuestion, focus_question
from assistant.messages.reading.page_focus import products_in_focus, shown_lately, versions_of
from assistant.operations.dialogue.afterwards import question_after
from assistant.operations.dialogue.values.basket_offers import takes_offer, without_basket_form
from assistant.understanding.intents.basket_wishes import (
    BasketWish,
    Goods,
    basket_wish,
    for_basket,
)
from assistant.understanding.intents.basket_words import read_basket_words
from assistant.understanding.types import BASKET_INTENTS, Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.searching.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMeaning:
    """Hold the meaning of a message."""

    understanding: Understanding
    stands_alone: bool = False  # a model restated it: it leans on no question before
    events: tuple[ConversationEvent, ...] = ()  # the account of the model, if one was asked


async def understand(
    conversation: Conversation,
    text: str,
    searcher: Searcher,
    *,
    reader: MessageReader,
    restater: MessageRestater | None,
    sells: bool,
) -> MessageMeaning:
    """Return the meaning of a message; `sells` tells whether baskets can be filled here."""
    vocabulary = searcher.vocabulary
    own = await _in_own_words(conversation, text, searcher, reader=reader, sells=sells)
    if restater is None:
        return MessageMeaning(understanding=own)
    focus = products_in_focus(conversation, vocabulary)
    restated, used = await restater.restate(conversation, own, searcher, focus)
    in_own_words = MessageMeaning(understanding=own, events=used)
    if restated is None or restated.kind in OWN_WORDS:
        return in_own_words
    if restated.kind is RestatedKind.TALK:
        return replace(in_own_words, understanding=as_talk(own))
    wish = None
    if restated.kind is RestatedKind.BASKET:
        if not sells or _only_asks(own):
            return in_own_words
        wish = await _basket_wish(conversation, restated.text, searcher)
    read = await _restated(own, restated, wish, vocabulary, reader=reader)
    read = as_restated(own, read, restated.kind)
    return MessageMeaning(understanding=read, stands_alone=True, events=used)


def _only_asks(own: Understanding) -> bool:
    """Tell whether the own words ask a question, and tell no wish for the basket."""
    return "?" in own.message and own.intent not in BASKET_INTENTS


async def _in_own_words(
    conversation: Conversation,
    text: str,
    searcher: Searcher,
    *,
    reader: MessageReader,
    sells: bool,
) -> Understanding:
    meant = question_after(conversation, text) or await _of_products_seen(
        conversation, text, searcher, sells=sells
    )
    # What is said to an operation in progress leans on that, not on a question before.
    about = without_basket_form(conversation)
    understanding = await reader.read(
        meant.means or text if meant else text,
        vocabulary=searcher.vocabulary,
        topic="" if about.dealings.dialogue or meant else conversation.topic,
        search=None if meant else about.search_going_on,
        language=conversation.language,
    )
    if not conversation.dealings.dialogue:
        understanding = understanding.outside_dialogue()
    understanding = meant.read_into(understanding) if meant else understanding
    return for_basket(conversation, understanding) if sells else understanding


async def _restated(
    own: Understanding,
    restated: Restatement,
    wish: BasketWish | None,
    vocabulary: Vocabulary,
    *,
    reader: MessageReader,
) -> Understanding:
    read = await reader.read(
        wish.means or restated.text if wish else restated.text,
        vocabulary=vocabulary,
        topic="",  # it stands alone
        language=own.language,
        intent=INTENTS[restated.kind],
    )
    return wish.read_into(read) if wish else read


async def _of_products_seen(
    conversation: Conversation, text: str, searcher: Searcher, *, sells: bool
) -> BasketWish | FocusQuestion | None:
    """Return the wish of a message for the products before the customer, if it has one."""
    wish = await _basket_wish(conversation, text, searcher) if sells else None
    vocabulary = searcher.vocabulary
    focus = products_in_focus(conversation, vocabulary)
    return wish or focus_question(conversation, text, focus=focus, vocabulary=vocabulary)


async def _basket_wish(
    conversation: Conversation, text: str, searcher: Searcher
) -> BasketWish | None:
    vocabulary = searcher.vocabulary
    focus = products_in_focus(conversation, vocabulary) or shown_lately(conversation)
    if takes_offer(conversation, text) and conversation.last_reply is not None:
        text = TEXTS[conversation.last_reply.language].basket_accepted
    if not read_basket_words(text):
        return None
    goods = Goods(vocabulary=vocabulary, versions=await versions_of(searcher, focus))
    return basket_wish(conversation, text, focus=focus, goods=goods)
