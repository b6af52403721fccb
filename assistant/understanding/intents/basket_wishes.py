"""Find the wish for the basket in a message, given the products before the customer. Pure.

"Je le prends" means something only where a product is shown; "add a yellow oilskin to my basket"
without one that is known is a search, whose cards can then be added.
"""

import re
from dataclasses import dataclass, replace

from assistant.conversation.conversation import Conversation
from assistant.understanding.constraints.lexicon import LEXICONS
from assistant.understanding.intents.basket_words import BasketWords, read_basket_words
from assistant.understanding.languages.language_detector import shared_detector
from assistant.understanding.message_words import fold, split
from assistant.understanding.types import OPERATION_INTENTS, Intent, Understanding
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary

_ORDER = re.compile(r"(?<!\w)(?:orders?|commandes?|colis|parcel)(?!\w)")
SURE = 1.0
"""Probability of an intent that rules tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketWish:
    """Hold the wish of a message for the basket, and the products that it may mean."""

    text: str  # the whole message
    words: BasketWords
    focus: tuple[str, ...]  # ids of the products before the customer
    titles: tuple[frozenset[str], ...]  # their words

    @property
    def means(self) -> str:
        """Return the words to read; "": the whole message, which may mean something else."""
        return self.words.which if self.words.surely else ""

    def read_into(self, understanding: Understanding) -> Understanding:
        """Return the understanding with the wish; without one where other things are meant."""
        intent, products = self.words.intent, understanding.products
        understanding = self._in_its_language(understanding)
        if intent is Intent.ADD_TO_BASKET and not products:
            products = self._pointed_at(understanding)
            if not products and (self.words.which or not self.words.surely):
                return _searching(understanding) if self._searches(understanding) else understanding
        return replace(
            understanding,
            intent=intent,
            confidence=SURE,
            ranked=((intent, SURE),),
            products=products,
            requests=(),
            remark=None,
            command=(),
        )

    def _searches(self, understanding: Understanding) -> bool:
        """Return whether the words look for a product to take, and not for an order."""
        if self.words.surely:
            return True
        of_order = understanding.entities.orders or _ORDER.search(fold(self.text))
        return self.words.firm and understanding.intent in OPERATION_INTENTS and not of_order

    def _in_its_language(self, understanding: Understanding) -> Understanding:
        """Return the understanding in the language of the whole message."""
        known = understanding.language
        whole = shared_detector().detect(self.text, split(self.text), carried=known, default=known)
        return replace(understanding, language=whole)

    def _pointed_at(self, understanding: Understanding) -> tuple[str, ...]:
        """Return the products before the customer that the words can mean; empty: others."""
        if not self.words.which:
            return self.focus
        words = split(self.words.which)
        said = frozenset(word.key for word in words)
        named = [one for one, title in zip(self.focus, self.titles, strict=True) if said & title]
        if named:
            return tuple(named)
        others = {word.text for word in words} & {word.text for word in split(understanding.rest)}
        others = {word for word in others - word_list("around_products") if not word.isdigit()}
        foreign = others or understanding.constraints.category
        return () if foreign else self.focus


def _searching(understanding: Understanding) -> Understanding:
    """Return the understanding as a search: the product has to be found first."""
    search = Intent.PRODUCT_SEARCH
    return replace(
        understanding, intent=search, confidence=SURE, ranked=((search, SURE),), requests=()
    )


def basket_wish(
    conversation: Conversation, text: str, *, focus: tuple[str, ...], vocabulary: Vocabulary
) -> BasketWish | None:
    """Return the wish of a message for the basket; None: its words tell none."""
    found = read_basket_words(text)
    if _tells_of_basket(conversation):  # "mettez-en 2" means what was added just now
        found = tuple(sorted(found, key=lambda one: one.intent is Intent.ADD_TO_BASKET))
    meant = (
        one for one in found if one.surely or _may_be_meant(one, conversation, focus, vocabulary)
    )
    words = next(meant, None)
    if words is None:
        return None
    return BasketWish(
        text=text, words=words, focus=focus, titles=tuple(_words(one, vocabulary) for one in focus)
    )


def _tells_of_basket(conversation: Conversation) -> bool:
    last = conversation.last_reply
    return last is not None and any(not card.product_id for card in last.cards)


def _names_goods(which: str, vocabulary: Vocabulary) -> bool:
    """Return whether words say a word of a title: "the knife"; "it" and "the blue one" do not."""
    titles, stops = LEXICONS.of(vocabulary).titles.weights, word_list("title_stops")
    return any(word.key in titles for word in split(which) if word.text not in stops)


def _words(product_id: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the keys of the words of a product's titles, in every language."""
    titles = " ".join(title for known, title in vocabulary.titles if known == product_id)
    stops = word_list("title_stops")
    return frozenset(word.key for word in split(titles) if word.text not in stops)


def _may_be_meant(
    words: BasketWords,
    conversation: Conversation,
    focus: tuple[str, ...],
    vocabulary: Vocabulary,
) -> bool:
    """Return whether words that do not name the basket can mean it here."""
    if conversation.dealings.dialogue:
        return False  # they answer a question
    if words.intent is Intent.ADD_TO_BASKET:
        return bool(focus) or (words.firm and _names_goods(words.which, vocabulary))
    return bool(conversation.dealings.basket.lines)
