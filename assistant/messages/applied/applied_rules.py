"""Apply a shop's rules to a customer's basket and order: sum with delivery, last day of a return.

A page tells the rule ("free from 60 €", "30 days"); a customer with a basket or an order asks for
the figure that holds for them. It is computed here from the basket and the order as the shop has
them now, and stands after the answer, or in its place where it says all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

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
from assistant.messages.applied.asked_figures import (
    asks_last_day,
    asks_sum,
    asks_sum_for_country,
    has_bound,
    speaks_of_return,
    words_in,
)
from assistant.messages.applied.basket_sums import tell_sums
from assistant.messages.applied.return_days import tell_last_day, tell_season
from assistant.messages.ports import MessageReader
from assistant.messages.turn_outcome import Outcome
from assistant.operations.dialogue.frames import Frame
from assistant.operations.gate import Gate
from assistant.operations.texts import say
from assistant.understanding.stated_facts import find
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.types import Passage, PassageKind

_TERMS_ASKED: dict[Language, str] = {
    "fr": "Combien coûte la livraison ? Tarifs et frais de port",
    "en": "How much is delivery? Shipping prices and charges",
}
_PAGES = 4  # in which the prices of delivery are looked for
_PASSAGES = 3  # of each
_TELLS = 4  # letters of a word that tells one way of delivery from another
_ANSWERS = frozenset({ReplyKind.ANSWERED, ReplyKind.DID, ReplyKind.ABSTAINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRules:
    """Apply the rules of a shop to the basket and the order that are in view.

    Holds no state but the terms of delivery that it read in an index version.
    """

    gate: Gate
    reader: MessageReader
    home: str = ""  # country of the shop, ISO 3166-1 alpha-2; "": not told
    _read: dict[Language, tuple[str, tuple[DeliveryTerm, ...], Passage | None]] = field(
        default_factory=dict, init=False, repr=False
    )  # with the version that they stand in

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
            if asks_sum(said[0]) or asks_sum_for_country(said):
                draft = await self._with_sums(basket, said, composer, draft)
            elif draft.rule == "pages" and asks_last_day(said[0]) and speaks_of_return(draft.text):
                draft = await self._with_last_day(conversation, draft)
            elif draft.rule == "pages" and has_bound(draft.text):
                draft = await self._with_goods(basket, draft)
        except ShopUnavailableError:
            return outcome
        return replace(outcome, draft=draft)

    async def _with_goods(self, basket: Basket, draft: Draft) -> Draft:
        """Tell the price of the basket beside a rule that has bounds for it."""
        if self.gate.keeper is None or basket == Basket():
            return draft
        goods = await self.gate.keeper.goods(basket, language=draft.language)
        if goods is None:
            return draft
        amount = write_amount(goods, draft.language)
        return _with(draft, say("sums.goods", draft.language, total=amount))

    async def _with_sums(
        self, basket: Basket, said: Sequence[str], composer: Composer, draft: Draft
    ) -> Draft:
        if self.gate.keeper is None or basket == Basket():
            return draft
        goods = await self.gate.keeper.goods(basket, language=draft.language)
        terms, passage = await self._terms(composer, draft.language)
        country = next((code for text in said for code in sorted(countries_in(text))), "")
        fitting = _named(for_country(terms, country, self.home), words_in(said[0]))
        if goods is None or passage is None or not fitting:
            return draft
        text = tell_sums(goods, fitting, country, draft.language)
        return _with(draft, text, instead=_says(draft, terms), passage=passage) if text else draft

    async def _terms(
        self, composer: Composer, language: Language
    ) -> tuple[tuple[DeliveryTerm, ...], Passage | None]:
        """Return the shop's terms of delivery, and the passage that states them."""
        version = composer.searcher.version
        if language not in self._read or self._read[language][0] != version:
            self._read[language] = (version, *await self._find_terms(composer, language))
        _, terms, passage = self._read[language]
        return terms, passage

    async def _find_terms(
        self, composer: Composer, language: Language
    ) -> tuple[tuple[DeliveryTerm, ...], Passage | None]:
        searcher = composer.searcher
        asked = await self.reader.read(
            _TERMS_ASKED[language],
            ReadingContext(vocabulary=searcher.vocabulary, language=language),
        )
        found = await searcher.search(
            asked.text,
            asked.vector,
            language=language,
            limit=_PAGES,
            per_source=_PASSAGES,
            only=PassageKind.DOCUMENT,
        )
        stated = [
            (delivery_terms([READINGS.of(one.passage)], searcher.vocabulary.currency), one.passage)
            for one in found
            if one.passage.language == language
        ]
        several = (one for one in stated if len(one[0]) > 1)
        return next(several, next((one for one in stated if one[0]), ((), None)))

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


def _named(terms: tuple[DeliveryTerm, ...], words: set[str]) -> tuple[DeliveryTerm, ...]:
    """Return the terms whose name the message says, "express"; all, where it says none."""
    words = {one for one in words - word_list("delivery") if len(one) >= _TELLS}
    return tuple(one for one in terms if words & words_in(one.name)) or terms


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
        evidence=(*draft.evidence, text, *stated),
        rule=f"{draft.rule}+applied",
    )
