"""Understand a turn's message in its own words, and as a language model restates it."""

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
from assistant.operations.dialogue.values.basket_offers import (
    is_offered,
    takes_offer,
    without_basket_form,
)
from assistant.understanding.intents.basket_wishes import (
    BasketWish,
    Goods,
    basket_wish,
    for_basket,
)
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.searching.search import Searcher


async def understand(
    conversation: Conversation,
    text: str,
    searcher: Searcher,
    *,
    reader: MessageReader,
    restater: MessageRestater | None,
    sells: bool,
) -> tuple[Understanding, tuple[ConversationEvent, ...]]:
    """Return the meaning of a message, and the account of the model that restated it.

    `sells` tells whether products can be put into a basket here.
    """
    vocabulary = searcher.vocabulary
    own = await _in_own_words(conversation, text, searcher, reader=reader, sells=sells)
    if restater is None:
        return own, ()
    focus = products_in_focus(conversation, vocabulary)
    restated, used = await restater.restate(conversation, own, searcher, focus)
    if restated is None or restated.kind in OWN_WORDS:
        return own, used
    if restated.kind is RestatedKind.TALK:
        return as_talk(own), used
    wish = None
    if sells and restated.kind is RestatedKind.BASKET:
        wish = _basket_wish(conversation, restated.text, searcher)
    read = await _restated(own, restated, wish, vocabulary, reader=reader)
    return as_restated(own, read, restated.kind), used


async def _in_own_words(
    conversation: Conversation,
    text: str,
    searcher: Searcher,
    *,
    reader: MessageReader,
    sells: bool,
) -> Understanding:
    meant = question_after(conversation, text) or _of_products_seen(
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
    if not sells:
        return understanding
    return for_basket(conversation, understanding, _goods(conversation, searcher))


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


def _of_products_seen(
    conversation: Conversation, text: str, searcher: Searcher, *, sells: bool
) -> BasketWish | FocusQuestion | None:
    """Return the wish of a message for the products before the customer, if it has one."""
    wish = _basket_wish(conversation, text, searcher) if sells else None
    vocabulary = searcher.vocabulary
    focus = products_in_focus(conversation, vocabulary)
    return wish or focus_question(conversation, text, focus=focus, vocabulary=vocabulary)


def _basket_wish(conversation: Conversation, text: str, searcher: Searcher) -> BasketWish | None:
    if takes_offer(conversation, text) and conversation.last_reply is not None:
        text = TEXTS[conversation.last_reply.language].basket_accepted
    goods, focus = _goods(conversation, searcher), _focus(conversation, searcher)
    offered = is_offered(conversation)
    return basket_wish(conversation, text, focus=focus, goods=goods, offered=offered)


def _goods(conversation: Conversation, searcher: Searcher) -> Goods:
    versions = versions_of(searcher, _focus(conversation, searcher))
    return Goods(vocabulary=searcher.vocabulary, versions=versions)


def _focus(conversation: Conversation, searcher: Searcher) -> tuple[str, ...]:
    return products_in_focus(conversation, searcher.vocabulary) or shown_lately(conversation)
