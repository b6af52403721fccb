"""List the products that fit a message, or those that come closest. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import amount_text
from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.product_ranking import in_order
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.composing.products.variant_summary import is_kind_of
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.types import Money
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import Evidence, Filter, PassageKind

WIDER_BY = 30  # per cent of the price meant, on both sides, where nothing costs "around" that
_NO_CENTS = re.compile(r"[.,]00(?!\d)")
MAX_CARDS = 4  # for more the shop has pages of its own
FEW_NEAR = 3  # products beside a plain no


def where(constraints: Constraints, languages: tuple[str, ...], vocabulary: Vocabulary) -> Filter:
    """Return the filter that constraints ask for; a colour asks for its shades too."""
    shades = tuple(
        (name, value)
        for asked_name, asked in constraints.options
        for name, value in vocabulary.options
        if name == asked_name and is_kind_of(value, asked)
    )
    return Filter(
        kind=PassageKind.PRODUCT,
        languages=languages,
        price_min_minor=constraints.price_min_minor,
        price_max_minor=constraints.price_max_minor,
        options=tuple(dict.fromkeys((*constraints.options, *shades))),
        category=constraints.category,
        in_stock=constraints.in_stock,
    )


def relaxations(
    constraints: Constraints, language: Language, currency: str
) -> list[tuple[Constraints, str]]:
    """Return weaker constraints, each with the words of the dropped ones, mildest first.

    The category stays to the end: a customer who wants boots is not helped by a cheap scarf.
    """
    weaker: list[tuple[Constraints, str]] = []
    texts = TEXTS[language]
    if constraints.in_stock:
        weaker.append((replace(constraints, in_stock=False), texts.available))
    if constraints.price_min_minor is not None or constraints.price_max_minor is not None:
        dropped = ", ".join(_prices(constraints, language, currency))
        if (wider := _wider_prices(constraints)) is not None:
            weaker.append((wider, dropped))
        weaker.append((replace(constraints, price_min_minor=None, price_max_minor=None), dropped))
    for option in constraints.options:
        left = tuple(o for o in constraints.options if o != option)
        weaker.append((replace(constraints, options=left), option[1]))
    if len(weaker) > 1:
        weaker.append(
            (
                Constraints(category=constraints.category, without=constraints.without),
                said(replace(constraints, without=()), language, currency),
            )
        )
    return weaker


def _wider_prices(constraints: Constraints) -> Constraints | None:
    """Return constraints with a wider range of prices; None: there are not both ends of one."""
    low, high = constraints.price_min_minor, constraints.price_max_minor
    if low is None or high is None:
        return None
    reach = (low + high) * WIDER_BY // 200
    return replace(constraints, price_min_minor=max(low - reach, 0), price_max_minor=high + reach)


def said(constraints: Constraints, language: Language, currency: str) -> str:
    """Return constraints in words: "Rouge, M, jusqu'à 50,00 €"."""
    parts = [constraints.category] if constraints.category else []
    parts += [value for _, value in constraints.options]
    parts += [TEXTS[language].without.format(value=value) for value in constraints.without]
    parts += _prices(constraints, language, currency)
    if constraints.in_stock:
        parts.append(TEXTS[language].available)
    return ", ".join(parts)


def _prices(constraints: Constraints, language: Language, currency: str) -> list[str]:
    texts, low, high = TEXTS[language], constraints.price_min_minor, constraints.price_max_minor
    bounds = {
        name: _limit(one, currency, language)
        for name, one in (("low", low), ("high", high))
        if one is not None
    }
    if len(bounds) > 1:
        return [SEARCH_TEXTS[language].between.format(**bounds)]
    if low is not None:
        return [texts.at_least.format(price=bounds["low"])]
    return [texts.up_to.format(price=bounds["high"])] if bounds else []


def _limit(amount_minor: int, currency: str, language: Language) -> str:
    """Return a limit of price as people say it: "€150", and not "€150.00"."""
    written = amount_text.write_amount(
        Money(amount_minor=amount_minor, currency=currency), language
    )
    return _NO_CENTS.sub("", written)


def show(
    understanding: Understanding, found: Sequence[Evidence], *, dropped: str = "", currency: str
) -> Draft:
    """Show the products found as cards; `dropped` are words of constraints they do not satisfy."""
    texts = TEXTS[understanding.language]
    constraints = understanding.constraints
    words = said(constraints, understanding.language, currency)
    text = texts.found_with.format(said=words) if words else texts.found
    if dropped:
        text = texts.relaxed.format(dropped=dropped)
    shown = in_order(understanding, [e for e in found if e.passage.product])[:MAX_CARDS]
    products = [evidence.passage.product for evidence in shown if evidence.passage.product]
    cards = tuple(card(product, understanding.language, constraints) for product in products)
    if gone := [one.title for one in cards if one.availability == texts.out_of_stock]:
        text = f"{text}\n{texts.listed_sold_out.format(names=', '.join(gone))}"
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=text,
        language=understanding.language,
        sources=tuple(product_source(evidence) for evidence in shown),
        cards=cards,
        evidence=(words, dropped, *(facts_of(p) for p in products)),
        urls=(*product_urls(products), *(evidence.passage.url for evidence in shown)),
        rule="products_relaxed" if dropped else "products",
    )


def nearest(
    understanding: Understanding, found: Sequence[Evidence], *, missing: str, currency: str
) -> Draft:
    """Say that no product has all that was asked (`missing`), and show the closest ones."""
    return replace(
        show(understanding, found, dropped=missing, currency=currency),
        kind=ReplyKind.ABSTAINED,
        reason=Reason.NO_EVIDENCE,
        quick_replies=(TEXTS[understanding.language].talk_to_person,),
        rule="products_nearest",
    )


def none_such(understanding: Understanding, near: Sequence[Evidence], *, currency: str) -> Draft:
    """Say that the shop has nothing of the kind, and show the nearest products."""
    draft = nearest(understanding, near[:FEW_NEAR], missing="", currency=currency)
    return replace(draft, text=TEXTS[understanding.language].none_such, rule="products_none")


def best_sellers(
    understanding: Understanding, found: Sequence[Evidence], *, currency: str
) -> Draft:
    """Show the best sellers of the catalogue, or say that it names none."""
    if found:
        return show(understanding, found, currency=currency)
    unknown = TEXTS[understanding.language].best_sellers_unknown
    return replace(not_found(understanding.language), text=unknown, rule="best_sellers_unknown")


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
