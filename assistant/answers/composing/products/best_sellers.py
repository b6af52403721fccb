"""Tell whether best sellers or complements are asked for, and compose the reply. Pure."""

from collections.abc import Sequence
from functools import lru_cache

import regex

from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language
from assistant.understanding.types import Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product
from retrieval.types import Evidence

_MARK = (
    r"best[ -]?sellers?|best[ -]selling|top ventes?|meilleures? ventes?|l(?:e|a|es) plus vendue?s?|"
    r"most popular|customer favou?rites?|plus populaires?"
)
_ASKED = regex.compile(
    rf"\b(?:{_MARK}|(?:se vend|part|march)(?:ent|e)? le (?:mieux|plus)|"
    r"plus (?:achete|commande|demande)e?s|(?:le )?plus de succe\w|"
    r"sells? (?:the )?(?:best|most)|most (?:sold|bought|ordered|wanted))\b"
)
_COMPLEMENTS = regex.compile(
    r"\b(?:quoi|qu'est|que|quels?|quelles?|what|which|anything|something|autre)\b.*"
    r"\b(?:(?:va|vont|irait|iraient|marche) (?:bien )?avec|pour aller avec|"
    r"a (?:porter|mettre|prendre) avec|achete\w* (?:avec|ensemble|en meme temps)|"
    r"(?:prennent|prend|prendre|assortir|associer) avec|goes? (?:well |nicely )?with|to go with|"
    r"(?:wear|pair|buy|bought|combine) (?:\w+ )?(?:with|together))\b"
)
_REVERSED = regex.compile(
    r"\b(?:va|vont|ira|iront|irait|iraient|se porte|mettre|porter|assortir|match\w*|wear|pair|"
    r"go(?:es)?)\b(?: \w+){0,4} "
    r"(?:avec|with) (?:quoi|quel\w*|what|which)\b|\bwhat would (?:you|i) (?:wear|put|pair)\b"
)
_MARKED = regex.compile(rf"\b(?:{_MARK})\b")


@lru_cache(maxsize=1024)
def asks_for_best_sellers(message: str) -> bool:
    """Tell whether a message asks for the products that others buy most."""
    return _ASKED.search(fold(message)) is not None


@lru_cache(maxsize=1024)
def asks_for_complements(message: str) -> bool:
    """Tell whether a message asks for things that go with a product."""
    folded = fold(message)
    return bool(_COMPLEMENTS.search(folded) or _REVERSED.search(folded))


def is_best_seller(product: Product) -> bool:
    """Tell whether the catalogue calls a product a best seller."""
    return _MARKED.search(fold(facts_of(product))) is not None


OrderedProduct = tuple[Evidence, int]
"""A product, and the number of orders that it is in."""


def tell_ordered(
    understanding: Understanding, found: Sequence[OrderedProduct], *, beside: Product | None = None
) -> Draft:
    """Show the products that are in the most orders, or most often in those of `beside`."""
    language, texts = understanding.language, SEARCH_TEXTS[understanding.language]
    products = [product_of(one) for one, _ in found]
    intro = texts.bought_with.format(name=beside.title) if beside else texts.most_ordered
    counts = [texts.in_orders.format(count=count) for _, count in found]
    lines = [
        texts.name_value.format(name=one.title, value=said)
        for one, said in zip(products, counts, strict=True)
    ]
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join((intro, *(f"• {line}" for line in lines))),
        language=language,
        sources=tuple(product_source(one) for one, _ in found),
        cards=tuple(card(one, language) for one in products),
        evidence=(
            *counts,  # of the shop's own orders
            *(facts_of(one) for one in (*products, *([beside] if beside else ()))),
        ),
        urls=(*product_urls(products), *(one.passage.url for one, _ in found)),
        rule="bought_with" if beside else "best_sellers",
    )


def tell_unknown(language: Language, name: str) -> Draft:
    """Say that the shop's orders show no complement of a product."""
    return Draft(
        kind=ReplyKind.ABSTAINED,
        text=SEARCH_TEXTS[language].complements_unknown.format(name=name),
        language=language,
        reason=Reason.NO_EVIDENCE,
        quick_replies=(TEXTS[language].talk_to_person,),
        evidence=(name,),
        rule="complements_unknown",
    )
