"""Find the wish for the basket in a message, given the products before the customer. Pure.

"Je le prends" means something only where a product is shown; "add a yellow oilskin to my basket"
without one that is known is a search, whose cards can then be added.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.conversation.basket import Basket
from assistant.conversation.conversation import Conversation
from assistant.understanding.constraints.lexicon import LEXICONS, find_product_mentions
from assistant.understanding.intents import basket_forms as forms
from assistant.understanding.intents.basket_words import MAX_CHARS, BasketWords, read_basket_words
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.languages.language_detector import shared_detector
from assistant.understanding.message_words import Word, content, fold, keys_of, split
from assistant.understanding.types import (
    NOTHING_SAID,
    OPERATION_INTENTS,
    Intent,
    MessageRequest,
    Understanding,
)
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary

SURE = 1.0
"""Probability of an intent that rules tell."""

MAX_NAMED = 4
"""Products that "the knife" may name; of more, a list is shown."""

_IT = re.compile(
    r"(?<!\w)(?:it|them|that|this|those|le|la|les|l'|ca|-le|-la|one|celui|celle)(?!\w)"
)
_DEFINITE = re.compile(r"\W*(?:le|la|les|l'|the|this|that|ce|cette|ces|those|these)(?!\w)")
_NUMBER = re.compile(r"\d+(?=[a-z]+$)")
_AND = re.compile(r"\s*(?:,|\+|&|(?<!\w)(?:et|and|plus|puis)(?!\w))\s*")
_SEVERAL = re.compile(
    r"(?<!\w)(?:both|the two|those two|these two|them all|all (?:of )?(?:that|them|this|those"
    r"|these)"
    r"|everything|les deux|ces deux|tous|toutes|tout(?: ca)?|les trois|all three)(?!\w)"
)
_CHANGE = Intent.CHANGE_BASKET
_CHANGES = frozenset(
    {Intent.CANCEL_ORDER, Intent.CHANGE_ITEMS, Intent.EXCHANGE_ITEMS, Intent.CHANGE_BASKET}
)

Versions = Mapping[str, frozenset[str]]
"""Keys of the words of a product's colours, sizes and other options, by its id."""


def version_keys(values: Iterable[str]) -> frozenset[str]:
    """Return the keys of the words of options, and of their bare numbers: "95" of "95 cm"."""
    keys = {key for value in values for key in keys_of(value)}
    return frozenset(keys | {found[0] for key in keys if (found := _NUMBER.match(key))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Hold the words by which a shop's products and their versions are named."""

    vocabulary: Vocabulary
    versions: Versions

    def options_in(self, words: Iterable[Word]) -> frozenset[str]:
        """Return the keys of the words that are a colour, a size or the like in this shop."""
        values = version_keys(value for _, value in self.vocabulary.options)
        return frozenset(word.key for word in words if word.key in values)

    def title_of(self, product_id: str) -> frozenset[str]:
        """Return the keys of the words of a product's titles, in every language."""
        titles = " ".join(title for known, title in self.vocabulary.titles if known == product_id)
        stops = word_list("title_stops")
        return frozenset(word.key for word in split(titles) if word.text not in stops)

    def names_thing(self, which: str) -> bool:
        """Tell whether words say more than a version, a number or "that one"."""
        words = [word for word in split(which) if word.text not in _around_change()]
        options = self.options_in(words)
        return any(not (one.key in options or one.text.isdigit()) for one in words)

    def has(self, product_id: str, options: frozenset[str]) -> bool:
        """Return whether a product has all of these options; one that is unknown may have them."""
        known = self.versions.get(product_id)
        return known is None or options <= known

    def changes_only(self, basket: Basket, text: str) -> bool:
        """Return whether words for a change name things of a basket at most, or another product.

        "Delete my account" names something else. Verbs that are said of anything, as in "forget
        it", have to name a thing.
        """
        folded = fold(text)
        if len(folded) > MAX_CHARS:
            return False  # it says more
        words = content(split(forms.AROUND_CHANGE.sub(_blanks, folded)))
        named = [word for word in words if word.text not in _around_change()]
        ids = {one.product_id for one in basket.lines}
        ids |= {one.product_id for one in find_product_mentions(text, self.vocabulary)}
        own = frozenset[str]().union(*map(self.title_of, ids)) | self.options_in(named)
        others = any(one.key not in own and one.text not in word_list("kinds") for one in named)
        return not others and (bool(named) or not forms.DROPS.search(folded))

    def named_by(self, which: str) -> tuple[str, ...]:
        """Return the ids of the products whose titles have all the words that are no options."""
        words = [word for word in split(which) if word.text not in _around()]
        sized = self.options_in(words)
        wanted = {word.key for word in words} - sized
        if not wanted or not wanted <= LEXICONS.of(self.vocabulary).titles.weights.keys():
            return ()
        ids = dict.fromkeys(known for known, _ in self.vocabulary.titles)
        return tuple(one for one in ids if wanted <= self.title_of(one) and self.has(one, sized))


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketWish:
    """Hold the wish of a message for the basket, and the products that it may mean."""

    text: str  # the whole message
    words: BasketWords
    focus: tuple[str, ...]  # ids of the products before the customer
    goods: Goods

    @property
    def means(self) -> str:
        """Return the words to read; "": the whole message, which may mean something else."""
        return self.words.which if self.words.surely else ""

    def read_into(self, understanding: Understanding) -> Understanding:
        """Return the understanding with the wish; without one where other things are meant."""
        intent, products = self.words.intent, understanding.products
        understanding = self._in_its_language(understanding)
        requests: tuple[MessageRequest, ...] = ()
        if understanding.intent is Intent.ASK_FOR_PERSON and not self.words.surely:
            return understanding
        if self.words.bare and not self._takes_a_version(understanding):
            return understanding
        if intent is Intent.ADD_TO_BASKET:
            products, requests = self._wanted(understanding)
            if not products and self._means_none_shown():
                products = ()  # which one is asked
            elif not products and len(self.focus) == 1 and self._names_versions_alone():
                return _asking(understanding, self.focus)
            elif not products and (self.words.which or not self.words.surely):
                return _searching(understanding) if self._searches(understanding) else understanding
            if len(products) == 1 and self._lacks_version(products[0]):
                return _asking(understanding, products)
        return replace(
            understanding,
            intent=intent,
            confidence=SURE,
            ranked=((intent, SURE),),
            products=products,
            requests=requests,
            remark=None,
            tone=None,
            command=(),
            perhaps_grave=False,  # "je la prends en noir": a wish that rules hear is nothing else
        )

    def _lacks_version(self, product_id: str) -> bool:
        """Return whether the words name a colour or the like that the product does not have.

        Numbers are left out: they may be pieces.
        """
        words = [word for word in split(self.words.which) if word.text not in _around()]
        named = self.goods.options_in(words) - self.goods.title_of(product_id)
        worded = frozenset(key for key in named if not any(one.isdigit() for one in key))
        return not self.goods.has(product_id, worded)

    def _wanted(
        self, understanding: Understanding
    ) -> tuple[tuple[str, ...], tuple[MessageRequest, ...]]:
        """Return the products to put in, and a request for each where they are several."""
        parts = self._parts()
        each = [self.goods.named_by(part) for part in parts]
        if len(parts) > 1 and all(len(one) == 1 for one in each):
            named = tuple(one[0] for one in each)
            return named, tuple(map(_addition, parts, named))
        pointed = understanding.products or self._pointed_at(understanding)
        pointed = pointed or self._named()
        if len(pointed) > 1 and _SEVERAL.search(fold(self.words.which or self.text)):
            titles = dict(self.goods.vocabulary.titles)
            return pointed, tuple(_addition(titles[one], one) for one in pointed)
        return pointed, ()

    def _parts(self) -> list[str]:
        """Return the words for each product; a version behind a comma stays with its product."""
        parts: list[str] = []
        for part in _AND.split(self.words.which):
            words = {word.key for word in split(part) if word.text not in _around()}
            if parts and words <= self.goods.options_in(split(part)):
                parts[-1] = f"{parts[-1]}, {part}"
            elif part:
                parts.append(part)
        return parts

    def _named(self) -> tuple[str, ...]:
        """Return the product of the shop that the words name; of "the knife", all that are one."""
        named = self.goods.named_by(self.words.which) if self.words.firm else ()
        several = _DEFINITE.match(fold(self.words.which)) and len(named) <= MAX_NAMED
        return named if len(named) == 1 or several else ()

    def _takes_a_version(self, understanding: Understanding) -> bool:
        """Return whether words without a verb name a version of a product before the customer.

        All of them have to: "ok en noir pour courir" looks further.
        """
        if understanding.signals or not self.goods.options_in(split(self.words.which)):
            return False
        if self.words.intent is Intent.CHANGE_BASKET:
            return True
        named = understanding.products or self._named()
        if named and not self._pointed_at(understanding):
            return len(named) == 1 and self.words.firm
        return len(understanding.products) <= 1 and bool(self._pointed_at(understanding))

    def _means_none_shown(self) -> bool:
        """Return whether words take a product, and none is before the customer.

        "Ok I'll take it", "add the yellow one, L": a version is said at most.
        """
        pointing = self.words.which or _IT.search(fold(self.text))
        nameless = self._names_versions_alone()
        return self.words.firm and not self.focus and nameless and bool(pointing)

    def _names_versions_alone(self) -> bool:
        """Return whether the words are options or point, and name no product."""
        words = [word for word in split(self.words.which) if word.text not in _around()]
        return {word.key for word in words} <= self.goods.options_in(words)

    def _searches(self, understanding: Understanding) -> bool:
        """Return whether the words look for a product to take, and not for an order."""
        if self.words.surely:
            return True
        of_order = understanding.entities.orders or speaks_of_order(self.text)
        return self.words.firm and understanding.intent in OPERATION_INTENTS and not of_order

    def _in_its_language(self, understanding: Understanding) -> Understanding:
        """Return the understanding in the language of the whole message."""
        known = understanding.language
        whole = shared_detector().detect(self.text, split(self.text), carried=known, default=known)
        return replace(understanding, language=whole)

    def _having(self, options: frozenset[str]) -> tuple[str, ...]:
        return tuple(one for one in self.focus if self.goods.has(one, options))

    def _pointed_at(self, understanding: Understanding) -> tuple[str, ...]:
        """Return the products before the customer that the words can mean; empty: others."""
        words = [word for word in split(self.words.which) if word.text not in _around()]
        options = self.goods.options_in(words)
        worded = frozenset(key for key in options if not key.isdigit())  # a number may be pieces
        able = self._having(options) or self._having(worded)
        said = frozenset(word.key for word in words)
        named = tuple(one for one in able if said & self.goods.title_of(one))
        if named or not words:
            return named or able
        rest = {word.text for word in split(understanding.rest)}
        others = [w for w in words if w.key not in options and w.text in rest]
        foreign = any(not word.text.isdigit() for word in others)
        return () if foreign or understanding.constraints.category else able


def _addition(text: str, product_id: str) -> MessageRequest:
    return MessageRequest(
        products=(product_id,),
        text=text,
        start=0,
        end=len(text),
        intent=Intent.ADD_TO_BASKET,
        confidence=SURE,
        entities=NOTHING_SAID,
    )


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _around_change() -> frozenset[str]:
    return _around() | word_list("around_changes")


def _around() -> frozenset[str]:
    return word_list("around_products")


def _searching(understanding: Understanding) -> Understanding:
    """Return the understanding as a search: the product has to be found first."""
    search = Intent.PRODUCT_SEARCH
    return replace(
        understanding, intent=search, confidence=SURE, ranked=((search, SURE),), requests=()
    )


def _asking(understanding: Understanding, products: tuple[str, ...]) -> Understanding:
    """Return the understanding as a question about a product that lacks the named version."""
    asks = Intent.PRODUCT_QUESTION
    return replace(
        understanding,
        intent=asks,
        confidence=SURE,
        ranked=((asks, SURE),),
        products=products,
        requests=(),
        tone=None,
    )


def basket_wish(
    conversation: Conversation,
    text: str,
    *,
    focus: tuple[str, ...],
    goods: Goods,
    offered: bool = False,
) -> BasketWish | None:
    """Return the wish of a message for the basket; None: its words tell none.

    `offered` tells whether the last reply offers to put a product into it.
    """
    found = read_basket_words(text)
    if _tells_of_basket(conversation):  # "mettez-en 2" means what was added just now
        found = tuple(sorted(found, key=lambda one: _adds_nameless(one, goods)))
    basket = conversation.dealings.basket
    changed = [one for one in found if one.intent is _CHANGE and not (one.surely or one.bare)]
    if changed and not goods.changes_only(basket, text):
        found = tuple(one for one in found if one not in changed)
    words = next(
        (
            one
            for one in found
            if one.surely or _may_be_meant(one, conversation, focus, offered=offered)
        ),
        None,
    )
    if words is None:
        return None
    return BasketWish(text=text, words=words, focus=focus, goods=goods)


def for_basket(
    conversation: Conversation, understanding: Understanding, goods: Goods
) -> Understanding:
    """Return a wish to change something as one for the basket, where only that can be meant.

    Customers who have a basket before them and speak of no order mean what is in it.
    """
    asked = {understanding.intent, *(one.intent for one in understanding.requests)}
    lines = conversation.dealings.basket.lines
    if not lines or conversation.dealings.dialogue or asked.isdisjoint(_CHANGES):
        return understanding
    known = conversation.dealings.identity is not None
    told = _tells_of_basket(conversation)
    if understanding.entities.orders or speaks_of_order(understanding.own_words):
        return understanding
    basket = conversation.dealings.basket
    if (known and not told) or not goods.changes_only(basket, understanding.own_words):
        return understanding
    return replace(
        understanding,
        intent=_CHANGE,
        confidence=SURE,
        ranked=((_CHANGE, SURE),),
        requests=(),
        remark=None,
        tone=None,
        command=(),
    )


def _adds_nameless(words: BasketWords, goods: Goods) -> bool:
    """Tell whether words may add a thing and name none: "put the mug in my basket" names one."""
    return words.intent is Intent.ADD_TO_BASKET and not (
        words.surely and goods.names_thing(words.which)
    )


def _tells_of_basket(conversation: Conversation) -> bool:
    last = conversation.last_reply
    return last is not None and any(not card.product_id for card in last.cards)


def _may_be_meant(
    words: BasketWords, conversation: Conversation, focus: tuple[str, ...], *, offered: bool
) -> bool:
    """Return whether words that do not name the basket can mean it here."""
    if conversation.dealings.dialogue:
        return False  # they answer a question
    adds = words.intent is Intent.ADD_TO_BASKET
    if words.slight and not (_tells_of_basket(conversation) or (adds and offered)):
        return False
    if adds:
        return bool(focus) or words.firm or words.bare
    return bool(conversation.dealings.basket.lines)
