"""Understand a turn's message in its context."""

from dataclasses import dataclass, replace

from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.messages.ports import MessageReader
from assistant.messages.reading.focus_question import FocusQuestion, focus_question
from assistant.messages.reading.message_parts import read_part
from assistant.messages.reading.page_focus import (
    products_in_focus,
    search_on_page,
    shown_lately,
    versions_of,
)
from assistant.operations.dialogue.afterwards import question_after
from assistant.operations.dialogue.heard_message import QUESTIONS
from assistant.operations.dialogue.identity_questions import values_asked_for
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
from assistant.understanding.intents.basket_words import read_basket_words
from assistant.understanding.intents.question_pairs import split_questions
from assistant.understanding.signals.objected_prices import service_asked
from assistant.understanding.types import (
    Intent,
    ReadingContext,
    Signal,
    Understanding,
)
from retrieval.searching.search import Searcher

_GRAVE = frozenset(Signal) - {Signal.ANGER}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMeaning:
    """Hold the meaning of a message."""

    understanding: Understanding
    also: Understanding | None = None  # a second question, such as beside a wish for a person


async def understand(
    conversation: Conversation,
    text: str,
    searcher: Searcher,
    *,
    reader: MessageReader,
    sells: bool,
) -> MessageMeaning:
    """Return the meaning of a message; `sells` tells whether baskets can be filled here."""
    own = await _in_own_words(conversation, text, searcher, reader=reader, sells=sells)
    if own.beside and _GRAVE.isdisjoint(one.signal for one in own.signals):
        words = " ".join(own.beside)
        asked = await _in_own_words(conversation, words, searcher, reader=reader, sells=sells)
        also = asked.as_question() if asked.intent in QUESTIONS else None
        return MessageMeaning(understanding=own, also=also)
    own = await _of_service(conversation, own, searcher, reader=reader)
    objects = own.price_objection is not None and not conversation.dealings.dialogue
    pair = None if objects else _pair_of(conversation, text, own)
    return await _in_parts(conversation, own, pair, searcher, reader=reader)


async def _of_service(
    conversation: Conversation, own: Understanding, searcher: Searcher, *, reader: MessageReader
) -> Understanding:
    """Return an objection to the price of a service as the question for it, which pages answer."""
    if conversation.dealings.dialogue or own.signals or own.intent is Intent.ASK_FOR_PERSON:
        return own
    asks = service_asked(own.message)
    if not asks:
        return own
    read = await read_part(asks, searcher, reader, own.language)
    return replace(read, message=own.message, intent=Intent.QUESTION, products=(), search=None)


def _pair_of(conversation: Conversation, text: str, own: Understanding) -> tuple[str, str] | None:
    """Return the two questions of a message that asks for nothing to be done."""
    asks = own.intent in QUESTIONS and not own.requests and not own.entities.orders
    return split_questions(text) if asks and not conversation.dealings.dialogue else None


async def _in_parts(
    conversation: Conversation,
    own: Understanding,
    pair: tuple[str, str] | None,
    searcher: Searcher,
    *,
    reader: MessageReader,
) -> MessageMeaning:
    """Return the meaning of a message in its own words, of two questions each by itself."""
    if pair is None:
        return MessageMeaning(understanding=own)
    first = await _in_own_words(conversation, pair[0], searcher, reader=reader, sells=False)
    second = await read_part(pair[1], searcher, reader, own.language)
    if {first.intent, second.intent} - QUESTIONS:
        return MessageMeaning(understanding=own)
    signals = own.signals
    also = replace(second.as_question(), signals=(), requests=(), remark=None, tone=None)
    searches = also.intent is Intent.PRODUCT_SEARCH  # of words that begin as a question does
    also = replace(also, intent=Intent.QUESTION) if searches else also
    also = replace(also, products=also.products or first.products)
    return MessageMeaning(understanding=replace(first, signals=signals), also=also)


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
        ReadingContext(
            vocabulary=searcher.vocabulary,
            topic="" if about.dealings.dialogue or meant else conversation.topic,
            search=None if meant else search_on_page(about, searcher.vocabulary),
            language=conversation.language,
            wanted=values_asked_for(conversation),
        ),
    )
    if not conversation.dealings.dialogue:
        understanding = understanding.outside_dialogue()
    understanding = meant.read_into(understanding) if meant else understanding
    if not sells or not conversation.dealings.basket.lines:
        return understanding
    return for_basket(conversation, understanding, await _goods(conversation, searcher))


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
    if takes_offer(conversation, text) and conversation.last_reply is not None:
        text = TEXTS[conversation.last_reply.language].basket_accepted
    if not read_basket_words(text):
        return None
    goods, focus = await _goods(conversation, searcher), _focus(conversation, searcher)
    offered = is_offered(conversation)
    return basket_wish(conversation, text, focus=focus, goods=goods, offered=offered)


async def _goods(conversation: Conversation, searcher: Searcher) -> Goods:
    versions = await versions_of(searcher, _focus(conversation, searcher))
    return Goods(vocabulary=searcher.vocabulary, versions=versions)


def _focus(conversation: Conversation, searcher: Searcher) -> tuple[str, ...]:
    return products_in_focus(conversation, searcher.vocabulary) or shown_lately(conversation)
