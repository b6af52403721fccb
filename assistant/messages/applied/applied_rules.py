"""Apply a shop's rules to a customer's basket and order: sum with delivery, last day of a return.

A page tells the rule ("free from 60 €", "30 days"); a customer with a basket or an order asks for
the figure that holds for them. It is computed here from the basket and the order as the shop has
them now, and stands after the answer, or in its place where it says all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.composer import Composer
from assistant.answers.composing.pages.delivery_terms import (
    DeliveryTerm,
    countries_in,
    delivery_terms,
    for_country,
)
from assistant.answers.composing.pages.passage_statements import READINGS
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import word_list
from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.basket import Basket
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import BasketChanged, ConversationEvent, ReplyKind
from assistant.conversation.message import Language
from assistant.messages.applied.basket_sums import tell_sums
from assistant.messages.applied.return_days import tell_last_day, tell_season
from assistant.messages.ports import MessageReader
from assistant.messages.turn_outcome import Outcome
from assistant.operations.dialogue.frames import Frame
from assistant.operations.gate import Gate
from assistant.operations.texts import say
from assistant.understanding.message_words import split
from assistant.understanding.stated_facts import find
from assistant.understanding.types import Understanding
from retrieval.types import Passage, PassageKind

_TERMS_ASKED: dict[Language, str] = {
    "fr": "Combien coûte la livraison ? Tarifs et frais de port",
    "en": "How much is delivery? Shipping prices and charges",
}
_PAGES = 4  # in which the prices of delivery are looked for
_PASSAGES = 3  # of each
_SHORT = 6  # words of a message that only names another country
_TELLS = 4  # letters of a word that tells one way of delivery from another
_ANSWERS = frozenset({ReplyKind.ANSWERED, ReplyKind.DID, ReplyKind.ABSTAINED})
_GOES_ON = word_list("asks_sum") | {"et", "and"}
_BOUND = regex.compile(
    r"\b(?:paniers?|commandes?|achats?|basket|cart|orders?|purchases?|spend\w*)\W+"
    r"(?:[\p{L}']+\W+){0,3}[€£$]?\d"
    r"|\b(?:dès|à partir de|minimum de|from|over|at least|minimum of) "
    r"(?:[€£$]\d|\d[\d.,\s]*(?:€|EUR))",
    regex.IGNORECASE,
)
"""A bound for the price of a basket, or for an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRules:
    """Apply the rules of a shop to the basket and the order that are in view; holds no state."""

    gate: Gate
    reader: MessageReader
    home: str = ""  # country of the shop, ISO 3166-1 alpha-2; "": not told

    async def apply(
        self,
        conversation: Conversation,
        understanding: Understanding,
        composer: Composer,
        outcome: Outcome,
    ) -> Outcome:
        """Return an outcome with the figures that its rules come to for this customer.

        It stays as it is where nothing of the kind is asked, or the shop does not answer.
        """
        draft = outcome.draft
        if draft is None or draft.kind not in _ANSWERS:
            return outcome
        alone = "" if understanding.follow_up else understanding.text
        said = (f"{understanding.own_words} {alone}", *reversed(conversation.earlier))
        basket = _basket_after(conversation, outcome.events)
        try:
            if _asks_sum(_words(said[0])) or _goes_on(said):
                draft = await self._with_sums(basket, said, composer, draft)
            elif draft.rule == "pages" and _asks_last_day(_words(said[0])):
                draft = await self._with_last_day(conversation, draft)
            elif draft.rule == "pages" and _BOUND.search(draft.text):
                draft = await self._with_goods(basket, draft)
        except ShopUnavailableError:
            return outcome
        return replace(outcome, draft=draft)

    async def _with_goods(self, basket: Basket, draft: Draft) -> Draft:
        """Tell the price of the basket beside a rule that has bounds for it."""
        if self.gate.keeper is None or not basket.lines:
            return draft
        goods = await self.gate.keeper.goods(basket, language=draft.language)
        if goods is None:
            return draft
        amount = write_amount(goods, draft.language)
        return _with(draft, say("sums.goods", draft.language, total=amount))

    async def _with_sums(
        self, basket: Basket, said: Sequence[str], composer: Composer, draft: Draft
    ) -> Draft:
        if self.gate.keeper is None or not basket.lines:
            return draft
        goods = await self.gate.keeper.goods(basket, language=draft.language)
        terms, passage = await self._terms(composer, draft.language)
        country = next((code for text in said for code in sorted(countries_in(text))), "")
        fitting = _named(for_country(terms, country, self.home), _words(said[0]))
        if goods is None or passage is None or not fitting:
            return draft
        text = tell_sums(goods, fitting, country, draft.language)
        return _with(draft, text, instead=_says(draft, terms), passage=passage) if text else draft

    async def _terms(
        self, composer: Composer, language: Language
    ) -> tuple[tuple[DeliveryTerm, ...], Passage | None]:
        """Return the shop's terms of delivery, and the passage that states them."""
        searcher = composer.searcher
        asked = await self.reader.read(
            _TERMS_ASKED[language], vocabulary=searcher.vocabulary, topic="", language=language
        )
        found = await searcher.search(
            asked.text,
            asked.vector,
            language=language,
            limit=_PAGES,
            per_source=_PASSAGES,
            only=PassageKind.DOCUMENT,
        )
        passages = [one.passage for one in found if one.passage.language == language]
        for passage in passages:
            terms = delivery_terms([READINGS.of(passage)], searcher.vocabulary.currency)
            if len(terms) > 1:
                return terms, passage
        for passage in passages:
            if terms := delivery_terms([READINGS.of(passage)], searcher.vocabulary.currency):
                return terms, passage
        return (), None

    async def _with_last_day(self, conversation: Conversation, draft: Draft) -> Draft:
        now, rules = self.gate.clock.now(), self.gate.rules.returns
        identity = conversation.dealings.identity
        frame = Frame.read(conversation.dealings.about)
        number = frame.slots.get("order_number") if frame else None
        if identity is not None and self.gate.knows(identity) and isinstance(number, str):
            order = await self.gate.order_of(identity.customer_id, number)
            text = tell_last_day(order, rules, now, draft.language) if order else ""
        else:
            text = tell_season(rules, now, draft.language)
        return _with(draft, text) if text else draft


def _words(text: str) -> set[str]:
    return {word.text for word in split(text)}


def _goes_on(said: Sequence[str]) -> bool:
    """Tell whether a message asks for the sum of another country: "and to Belgium?"."""
    words = _words(said[0])
    short = len(words) <= _SHORT or words & word_list("asks_sum")
    goes_on = short and words & _GOES_ON and not words & word_list("asks_time")
    asked = any(_asks_sum(_words(one)) for one in said[1:])
    return bool(asked and goes_on and countries_in(said[0]))


def _asks_sum(words: set[str]) -> bool:
    """Tell whether a message asks for a price with delivery, or for the amount that is left."""
    timed = words & word_list("asks_time")
    return not timed and bool(words & word_list("delivery")) and bool(words & word_list("asks_sum"))


def _asks_last_day(words: set[str]) -> bool:
    """Tell whether a message asks how long something may be sent back."""
    paid_back = words & word_list("pays_back")
    asks = words & word_list("sends_back") and words & word_list("asks_time")
    return bool(asks) and not paid_back


def _named(terms: tuple[DeliveryTerm, ...], words: set[str]) -> tuple[DeliveryTerm, ...]:
    """Return the terms whose name the message says, "express"; all, where it says none."""
    said = tuple(one for one in terms if words & {w for w in _words(one.name) if len(w) >= _TELLS})
    return said or terms


def _basket_after(conversation: Conversation, events: Iterable[ConversationEvent]) -> Basket:
    basket = conversation.dealings.basket
    for event in events:
        if isinstance(event, BasketChanged):
            basket = Basket(lines=event.lines, shop_basket=event.shop_basket)
    return basket


def _says(draft: Draft, terms: Iterable[DeliveryTerm]) -> bool:
    """Tell whether an answer states prices of delivery, which the sums state as well."""
    stated = set(find(draft.text))
    prices = {fact for one in terms for fact in find(write_amount(one.price, draft.language))}
    return draft.kind is ReplyKind.ABSTAINED or (draft.rule == "pages" and bool(stated & prices))


def _with(
    draft: Draft, text: str, *, instead: bool = False, passage: Passage | None = None
) -> Draft:
    """Return the draft with a text of computed figures after it, or in its place."""
    stated = (passage.text, passage.title, *passage.headings) if passage else ()
    if draft.kind is ReplyKind.ABSTAINED:
        draft = replace(draft, kind=ReplyKind.ANSWERED, reason=None, quick_replies=())
    return replace(
        draft,
        text=text if instead else f"{draft.text}\n\n{text}",
        body="" if instead else draft.body,
        evidence=(*draft.evidence, text, *stated),
        rule=f"{draft.rule}+applied",
    )
