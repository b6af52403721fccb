"""Compare two products: their differences, in few lines. Pure."""

from collections.abc import Iterator, Sequence

from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    price,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.composing.products.variant_summary import summary
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language
from assistant.understanding.types import Understanding
from retrieval.catalogue.types import Product
from retrieval.types import Evidence

MAX_COMPARED = 4  # products side by side
MAX_FACTS = 3  # of each of them
MAX_ROWS = 5  # that differ; the products' pages have the rest
MAX_CELL = 45  # characters of one value, so that a row stays one line or two


def compare(understanding: Understanding, one: Evidence, other: Evidence) -> Draft:
    """Say how two products differ: in price, choices, and the attributes that both have."""
    language, texts = understanding.language, TEXTS[understanding.language]
    first, second = product_of(one), product_of(other)
    rows = [row for row in _rows(first, second, language) if all(row)]
    differing = [row for row in rows if row[1] != row[2]][:MAX_ROWS]
    same = [_in_common(name, mine) for name, mine, theirs in rows if mine == theirs]
    colon = " : " if language == "fr" else ": "
    lines = [
        texts.compare.format(first=first.title, second=second.title),
        *(f"• {name}{colon}{mine} / {theirs}" for name, mine, theirs in differing),
    ]
    if same:
        lines.append(texts.compare_same.format(names=", ".join(same)))
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=(product_source(one), product_source(other)),
        cards=(card(first, language), card(second, language)),
        evidence=(facts_of(first), facts_of(second)),
        urls=(*product_urls((first, second)), one.passage.url, other.passage.url),
        rule="compare",
    )


def compare_all(understanding: Understanding, found: Sequence[Evidence]) -> Draft:
    """Say the price of each of several products, and the attributes in which they differ."""
    language = understanding.language
    products = [product_of(one) for one in found[:MAX_COMPARED]]
    names = _differing(products)
    colon = " : " if language == "fr" else ": "
    lines = [SEARCH_TEXTS[language].side_by_side]
    for one in products:
        told = dict(one.attributes)
        facts = [f"{name.lower()} {told[name]}" for name in names if name in told]
        said = "; ".join((price(one.variants, language), *facts))
        lines.append(f"• {SEARCH_TEXTS[language].quoted.format(name=one.title)}{colon}{said}")
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=tuple(product_source(one) for one in found[:MAX_COMPARED]),
        cards=tuple(card(one, language) for one in products),
        evidence=tuple(facts_of(one) for one in products),
        urls=(*product_urls(products), *(one.passage.url for one in found[:MAX_COMPARED])),
        rule="compare_all",
    )


def _differing(products: Sequence[Product]) -> list[str]:
    """Return the attributes that most products state, short and not all the same; figures first."""
    stated: dict[str, list[str]] = {}
    for product in products:
        for name, value in product.attributes:
            stated.setdefault(name, []).append(value)
    differing = [
        name
        for name, values in stated.items()
        if len(values) > len(products) // 2
        and len(set(values)) > 1
        and max(map(len, values)) <= MAX_CELL
    ]
    counted = sorted(differing, key=lambda name: not any(c.isdigit() for c in stated[name][0]))
    return counted[:MAX_FACTS]


def _in_common(name: str, value: str) -> str:
    """Return a value that both have, in words: "origin Brittany"; of a long value, the name."""
    return f"{name.lower()} {value}" if len(value) <= MAX_CELL else name.lower()


def ask_which_two(language: Language) -> Draft:
    """Ask which products to compare."""
    return Draft(
        kind=ReplyKind.ASKED,
        text=TEXTS[language].compare_needs_two,
        language=language,
        rule="compare_needs_two",
    )


def _rows(first: Product, second: Product, language: Language) -> Iterator[tuple[str, str, str]]:
    texts = TEXTS[language]
    yield texts.price_name, price(first.variants, language), price(second.variants, language)
    yield texts.choices_name, summary(first.variants, language), summary(second.variants, language)
    theirs = dict(second.attributes)
    for name, value in first.attributes:
        if name in theirs and max(len(value), len(theirs[name])) <= MAX_CELL:
            yield name, value, theirs[name]
