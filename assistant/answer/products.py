"""Show the products that were looked for, or what comes closest; compare two. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import money
from assistant.answer.cards import card, facts_of, options, price, product_of, product_urls
from assistant.answer.draft import Draft
from assistant.answer.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.types import Money, Product
from retrieval.types import Evidence, Filter, PassageKind

MAX_CARDS = 4  # more is a list page, which the shop has


def where(constraints: Constraints, languages: tuple[str, ...]) -> Filter:
    """Return the filter that constraints ask for."""
    return Filter(
        kind=PassageKind.PRODUCT,
        languages=languages,
        price_min_minor=constraints.price_min_minor,
        price_max_minor=constraints.price_max_minor,
        options=constraints.options,
        category=constraints.category,
        in_stock=constraints.in_stock,
    )


def relaxations(
    constraints: Constraints, language: Language, currency: str
) -> list[tuple[Constraints, str]]:
    """Return weaker constraints with the words of what was dropped, mildest first.

    The category stays to the end: a customer who wants boots is not helped by a cheap scarf.
    """
    weaker: list[tuple[Constraints, str]] = []
    texts = TEXTS[language]
    if constraints.in_stock:
        weaker.append((replace(constraints, in_stock=False), texts.available))
    if constraints.price_min_minor is not None or constraints.price_max_minor is not None:
        dropped = ", ".join(_prices(constraints, language, currency))
        weaker.append((replace(constraints, price_min_minor=None, price_max_minor=None), dropped))
    for option in constraints.options:
        left = tuple(o for o in constraints.options if o != option)
        weaker.append((replace(constraints, options=left), option[1]))
    if len(weaker) > 1:
        weaker.append(
            (Constraints(category=constraints.category), said(constraints, language, currency))
        )
    return weaker


def said(constraints: Constraints, language: Language, currency: str) -> str:
    """Return constraints in words: "Rouge, M, jusqu'à 50,00 €"."""
    parts = [constraints.category] if constraints.category else []
    parts += [value for _, value in constraints.options]
    parts += _prices(constraints, language, currency)
    if constraints.in_stock:
        parts.append(TEXTS[language].available)
    return ", ".join(parts)


def _prices(constraints: Constraints, language: Language, currency: str) -> list[str]:
    texts, low, high = TEXTS[language], constraints.price_min_minor, constraints.price_max_minor
    parts = []
    if low is not None:
        amount = money.write(Money(amount_minor=low, currency=currency), language)
        parts.append(texts.at_least.format(price=amount))
    if high is not None:
        amount = money.write(Money(amount_minor=high, currency=currency), language)
        parts.append(texts.up_to.format(price=amount))
    return parts


def show(
    understanding: Understanding, found: Sequence[Evidence], *, dropped: str = "", currency: str
) -> Draft:
    """Show what was found as cards; `dropped` are the words of what it does not satisfy."""
    texts = TEXTS[understanding.language]
    constraints = understanding.constraints
    words = said(constraints, understanding.language, currency)
    text = texts.found_with.format(said=words) if words else texts.found
    if dropped:
        text = texts.relaxed.format(dropped=dropped)
    products = [e.passage.product for e in found if e.passage.product][:MAX_CARDS]
    shown = None if dropped else constraints
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=text,
        language=understanding.language,
        sources=tuple(_source(evidence) for evidence in found[:MAX_CARDS]),
        cards=tuple(card(product, understanding.language, shown) for product in products),
        evidence=(words, dropped, *(facts_of(p) for p in products), *(p.title for p in products)),
        urls=(*product_urls(products), *(evidence.passage.url for evidence in found)),
        rule="products_relaxed" if dropped else "products",
    )


def not_found(language: Language) -> Draft:
    """Say that no product fits."""
    texts = TEXTS[language]
    return Draft(
        kind=ReplyKind.ABSTAINED,
        text=texts.not_found,
        language=language,
        reason=Reason.NO_EVIDENCE,
        quick_replies=(texts.talk_to_person,),
        rule="no_product",
    )


def compare(understanding: Understanding, one: Evidence, other: Evidence) -> Draft:
    """Put two products side by side: price, options, and the attributes both have."""
    language, texts = understanding.language, TEXTS[understanding.language]
    first, second = product_of(one), product_of(other)
    lines = [texts.compare.format(first=first.title, second=second.title)]
    for name, mine, theirs in _rows(first, second, language):
        lines.append(
            f"{name} : {mine} / {theirs}" if language == "fr" else f"{name}: {mine} / {theirs}"
        )
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=(_source(one), _source(other)),
        cards=(card(first, language), card(second, language)),
        evidence=(facts_of(first), facts_of(second)),
        urls=(*product_urls((first, second)), one.passage.url, other.passage.url),
        rule="compare",
    )


def ask_which_two(language: Language) -> Draft:
    """Ask which products to compare."""
    return Draft(
        kind=ReplyKind.ASKED,
        text=TEXTS[language].compare_needs_two,
        language=language,
        rule="compare_needs_two",
    )


def _rows(first: Product, second: Product, language: Language) -> list[tuple[str, str, str]]:
    prices = price(first.variants, language), price(second.variants, language)
    theirs = {name: ", ".join(values) for name, values in options(second.variants)}
    attributes = dict(second.attributes)
    return [
        ("Prix" if language == "fr" else "Price", *prices),
        *(
            (name, ", ".join(values), theirs[name])
            for name, values in options(first.variants)
            if name in theirs
        ),
        *((n, value, attributes[n]) for n, value in first.attributes if n in attributes),
    ]


def _source(evidence: Evidence) -> Source:
    return Source(
        title=evidence.passage.title,
        url=evidence.passage.url,
        quote=evidence.passage.title,
        language=evidence.passage.language,
        score=round(evidence.score, 4),
    )
