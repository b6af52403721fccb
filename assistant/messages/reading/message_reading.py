"""Understand a turn's message in its own words, and as a language model restates it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.restating.message_restater import MessageRestater
from assistant.answers.restating.restated_understanding import (
    INTENTS,
    as_order,
    as_restated,
    as_talk,
)
from assistant.answers.restating.restatement_request import RestatedKind, Restatement
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
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
    BASKET_INTENTS,
    Intent,
    MessageRequest,
    ReadingContext,
    Signal,
    Understanding,
)
from retrieval.searching.search import Searcher

_GRAVE = frozenset(Signal) - {Signal.ANGER}
_CHANGES_BASKET = frozenset({Intent.ADD_TO_BASKET, Intent.CHANGE_BASKET})

_PARTS = re.compile(r"[^?.!,;\n]+[?.!,;\n]*")
"""The parts of a message, each with its mark."""

_SENTENCES = re.compile(r"[^?.!\n]+[?.!\n]*")
"""The sentences of a message, each with its mark."""

_SAYS_SOMETHING = 3
"""Least words of a sentence that is more than a courtesy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMeaning:
    """Hold the meaning of a message."""

    understanding: Understanding
    stands_alone: bool = False  # a model restated it: it leans on no question before
    also: Understanding | None = None  # a second question: beside a person, or found by a model
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
    own = await _in_own_words(conversation, text, searcher, reader=reader, sells=sells)
    if own.beside and _GRAVE.isdisjoint(one.signal for one in own.signals):
        words = " ".join(own.beside)
        asked = await _in_own_words(conversation, words, searcher, reader=reader, sells=sells)
        also = asked.as_question() if asked.intent in QUESTIONS else None
        return MessageMeaning(understanding=own, also=also)
    own = await _of_service(conversation, own, searcher, reader=reader)
    objects = own.price_objection is not None and not conversation.dealings.dialogue
    pair = None if objects else _pair_of(conversation, text, own)
    if restater is None or objects:
        return await _in_parts(conversation, own, pair, searcher, reader=reader)
    focus = products_in_focus(conversation, searcher.vocabulary)
    said = replace(own, message=text)  # of a wish for the basket, `own` is a part alone
    restated, used = await restater.restate(conversation, said, searcher, focus)
    in_own_words = MessageMeaning(understanding=own, events=used)
    if restated is None or (restated.kind is RestatedKind.BASKET and not sells):
        parts = await _in_parts(conversation, own, pair, searcher, reader=reader)
        return replace(parts, events=used)
    reading = _RestatedReading(conversation, own, restated.kind, searcher, reader)
    if restated.kind not in INTENTS:
        also = await reading.question(restated.also)
        understanding = _in_short(conversation, own, restated)
        return replace(in_own_words, understanding=understanding, also=also)
    read, unheard = await reading.read(restated.lines)
    wishes = {read.intent, *(one.intent for one in read.requests)}
    if wishes & _CHANGES_BASKET and _only_asks(own):
        return in_own_words
    return MessageMeaning(
        understanding=as_restated(
            own, read, restated.kind, in_form=bool(conversation.dealings.dialogue)
        ),
        stands_alone=True,
        also=await reading.question(restated.also or unheard),
        events=used,
    )


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


def _in_short(
    conversation: Conversation, own: Understanding, restated: Restatement
) -> Understanding:
    """Return the own words of a message with the one word that a model has for it."""
    if restated.kind is RestatedKind.TALK:
        return as_talk(own, restated.text)
    busy = bool(conversation.dealings.dialogue)  # the operation in progress hears the message
    is_wish = restated.kind is RestatedKind.ORDER and not busy
    return as_order(own, restated.text) if is_wish else own


def _only_asks(own: Understanding) -> bool:
    """Tell whether the own words only ask: no part is a wish, and no other sentence says much."""
    if "?" not in own.message or own.intent in BASKET_INTENTS:
        return False
    if any(read_basket_words(part.strip(" ,.!;")) for part in _beside(_PARTS, own.message)):
        return False
    return all(len(one.split()) < _SAYS_SOMETHING for one in _beside(_SENTENCES, own.message))


def _beside(parts: re.Pattern[str], message: str) -> list[str]:
    """Return the parts of a message that are no question."""
    return [part for one in parts.findall(message) if not (part := one.strip()).endswith("?")]


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


@dataclass(frozen=True, slots=True)
class _RestatedReading:
    """Read a restatement of one kind, line by line where several wishes are for the basket."""

    conversation: Conversation
    own: Understanding
    kind: RestatedKind
    searcher: Searcher
    reader: MessageReader

    async def read(self, lines: Sequence[str]) -> tuple[Understanding, str]:
        """Return the meaning, and the first line of several in which no wish is heard."""
        if self.kind is not RestatedKind.BASKET:
            return await self._line(" ".join(lines)), ""
        reads = [(line, await self._line(line)) for line in lines]
        wishes = [(line, one) for line, one in reads if one.intent in BASKET_INTENTS]
        if not wishes:
            return reads[0][1], ""
        left = [(line, one) for line, one in reads if one.intent not in BASKET_INTENTS]
        unheard = next((line for line, one in left if not one.products), "")  # to be looked for
        if len(wishes) == 1:
            return wishes[0][1], unheard
        named = dict.fromkeys(product for _, one in wishes for product in one.products)
        requests = tuple(_request(line, one) for line, one in wishes)
        return replace(wishes[0][1], products=tuple(named), requests=requests), unheard

    async def question(self, text: str) -> Understanding | None:
        """Return the meaning of a second question, for which nothing is to be done."""
        if not text:
            return None
        read = await self.reader.read(
            text,
            ReadingContext(
                vocabulary=self.searcher.vocabulary,
                language=self.own.language,
                intent=None if "?" in text else Intent.PRODUCT_SEARCH,
            ),
        )
        return replace(read.as_question(), signals=(), requests=(), remark=None, tone=None)

    async def _line(self, text: str) -> Understanding:
        basket = self.kind is RestatedKind.BASKET
        wish = await _basket_wish(self.conversation, text, self.searcher) if basket else None
        read = await self.reader.read(
            wish.means or text if wish else text,
            ReadingContext(
                vocabulary=self.searcher.vocabulary,
                language=self.own.language,
                intent=INTENTS[self.kind],
            ),
        )
        return wish.read_into(read) if wish else read


def _request(text: str, read: Understanding) -> MessageRequest:
    return MessageRequest(
        text=text,
        start=0,
        end=len(text),
        intent=read.intent,
        confidence=read.confidence,
        entities=read.entities,
        products=read.products,
    )


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
