"""Tell the fact of a product that a question asks for. Pure."""

from enum import StrEnum
from functools import cache, lru_cache

import regex

from assistant.answers.terms import is_generic, terms
from assistant.conversation.message import Language
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product
from retrieval.text.resource_files import load_yaml

LEAST_WORD = 3  # letters of a word that says something
LEAST_NAME = 4  # letters of an attribute's name that is looked for: not "Pour"


class ProductAspect(StrEnum):
    """Name an aspect that every product has; other facts are attributes or sentences."""

    ALTERNATIVES = "alternatives"
    PRICE = "price"
    CHOICES = "choices"  # which sizes, colours ... there are
    STOCK = "stock"


# Read on folded text, so without accents.
_ASPECTS = {
    ProductAspect.ALTERNATIVES: (
        r"\b(alternatives?|similaires?|similar|equivalent\w*|ressembl\w*|a la place|instead|"
        r"autre chose|quoi d'autre|something else|what else|close to it|comparables?|"
        r"(?:du|dans le|de) (?:meme )?(?:genre|style|type)|meme (?:genre|style|chose en)|"
        r"(?:same|like) (?:kind|style|sort|this|it)\b(?! (?:one|in)\b))\b"
    ),
    ProductAspect.PRICE: (
        r"\b(prix|cout(?:e|es|ent|er|ait|era|eront|s)?\b|tarif|"
        r"how much (?:is|are|does|do|for)\b(?!.*weigh)|price\w*|cost\w*|"
        r"combien (?:vaut|valent|c'est|est)|c'est combien|how much\W*$|"
        r"(?<!\bpes\w{1,4} )combien\W*$)"
    ),
    ProductAspect.CHOICES: (
        r"\b(?:quel\w*|which|what) (?:\w+ )?"
        r"(?:taille|pointure|couleur|coloris|size|colou?r|dimension)"
    ),
    ProductAspect.STOCK: (
        r"\b(stock|disponib\w*|dispo|rupture|epuise\w*|sold out|available|availability|existe\w*|"
        r"en reste|you have|avez[ -]vous|left|comes? in)\b"
    ),
}
_COMPILED = {aspect: regex.compile(rule) for aspect, rule in _ASPECTS.items()}


@lru_cache(maxsize=1024)
def aspect_of(question: str) -> ProductAspect | None:
    """Return the aspect that a question asks for; of several, the first of `ProductAspect`."""
    folded = fold(question)
    return next((aspect for aspect, rule in _COMPILED.items() if rule.search(folded)), None)


def attributes_of(question: str, product: Product) -> frozenset[tuple[str, str]]:
    """Return the attributes, as (name, value), that a question names or has a related word for."""
    folded = fold(question)
    related = [kin for asked, kin in _attributes() if asked.search(folded)]
    return frozenset(
        (name, value)
        for name, value in product.attributes
        for named in (fold(name),)
        if (len(named) > LEAST_NAME and regex.search(rf"\b{regex.escape(named)}\b", folded))
        or any(kin.match(named) for kin in related)
    )


def asks_no_more(question: str, language: Language) -> bool:
    """Tell whether a question has no word of content beside those that ask for an attribute."""
    folded = fold(question)
    for asked, _ in _attributes():
        folded = asked.sub(" ", folded)
    return all(
        is_generic(one, language) or len(one) < LEAST_WORD for one in terms(folded, language)
    )


def asks_of_variants(word: str) -> bool:
    """Tell whether a word only asks for variants or stock: "tailles", "dispo"."""
    of_variants = (ProductAspect.CHOICES, ProductAspect.STOCK)
    return any(_COMPILED[aspect].search(f"quel {word}") for aspect in of_variants)


def asks_for_care(question: str) -> bool:
    """Tell whether a question is about washing, drying or other care of a product."""
    folded = fold(question)
    return any(named.match("entretien") and asked.search(folded) for asked, named in _attributes())


def asks_of_a_product(question: str) -> bool:
    """Tell whether a question is one that a product's own facts answer."""
    folded = fold(question)
    return aspect_of(question) is not None or any(
        asked.search(folded) for asked, _ in _attributes()
    )


@cache
def _attributes() -> tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]:
    return tuple(
        (regex.compile(rf"\b(?:{row['asked'].strip()})"), regex.compile(rf"(?:{row['named']})"))
        for row in load_yaml("assistant.answers", "attributes.yml")
    )
