"""Give advice on products: a few questions, then a reason for each of a few products. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.pages.passage_statements import READINGS, plain
from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    price,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.product_measures import measure
from assistant.answers.composing.products.product_ranking import rank
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.composing.products.variant_summary import fitting
from assistant.answers.composing.products.wanted_products import WantedProduct, made_for
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import terms
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language
from assistant.conversation.product_search import FacetKind, ProductSearch
from assistant.understanding.searches.criteria import CHEAPEST, criteria, criterion_named
from assistant.understanding.types import Understanding
from retrieval.catalogue.types import Money
from retrieval.types import Evidence

MAX_REASON = 200  # characters of a sentence that is quickly read
SAYS_USE = 0.3  # counts as much as that much likeness, for each term of the use that it says
_BUDGET_STEPS = (1000, 2000, 3000, 5000, 8000, 10000, 15000, 20000, 30000, 50000)  # minor units


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRules:
    """Hold how much advice asks and shows, as people set it."""

    questions: int = 2  # at most, before products are shown
    products: int = 3  # that are shown, at most
    cheapest_first: bool = False  # of these; else those that fit best come first


USUAL_ADVICE = AdviceRules()
"""The rules of advice where nobody sets any."""


def next_question(
    search: ProductSearch,
    want: WantedProduct,
    found: Sequence[Evidence],
    rules: AdviceRules = USUAL_ADVICE,
) -> FacetKind | None:
    """Return the facet to ask for next; None: enough was asked, or nothing would help."""
    if len(search.asked) >= rules.questions or len(found) <= 1:
        return None
    open_: list[FacetKind] = []
    if not want.audience and (want.gift or _for_several(found)):
        open_.append(FacetKind.RECIPIENT)
    if not (want.gift or want.purpose):
        open_.append(FacetKind.USE)
    if not search.has(FacetKind.PRICE):
        open_.append(FacetKind.PRICE)
    return next((kind for kind in open_ if kind not in search.asked), None)


def ask(kind: FacetKind, found: Sequence[Evidence], language: Language, currency: str) -> Draft:
    """Ask for a facet; budgets that are offered lie between the prices that were found."""
    texts = SEARCH_TEXTS[language]
    match kind:
        case FacetKind.RECIPIENT:
            text, choices = texts.for_whom, texts.recipients
        case FacetKind.USE:
            text, choices = texts.what_for, ()
        case _:
            budgets = [
                texts.budget.format(price=write_amount(_money(step, currency), language))
                for step in _budgets(found)
            ]
            text, choices = texts.which_budget, tuple(budgets)
    return Draft(
        kind=ReplyKind.ASKED,
        text=text,
        language=language,
        quick_replies=(*choices, texts.no_matter),
        evidence=choices,
        rule=f"advice_asks_{kind}",
    )


def advise(
    understanding: Understanding,
    want: WantedProduct,
    found: Sequence[Evidence],
    rules: AdviceRules = USUAL_ADVICE,
) -> Draft:
    """Show a few products, each with the sentence of its own page that speaks for it."""
    shown, language = list(found[: rules.products]), understanding.language
    if rules.cheapest_first:
        shown = rank(understanding, shown, criterion_named(CHEAPEST)).all
    texts, products = SEARCH_TEXTS[language], [product_of(one) for one in shown]
    lines = [texts.advice]
    for one, product in zip(shown, products, strict=True):
        reason = reason_of(understanding, want, one) or price(product.variants, language)
        lines.append(texts.advised.format(name=product.title, reason=reason))
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=tuple(product_source(one) for one in shown),
        cards=tuple(card(one, language, understanding.constraints) for one in products),
        evidence=(*(one.passage.text for one in shown), *(facts_of(one) for one in products)),
        urls=(*product_urls(products), *(one.passage.url for one in shown)),
        rule="advice",
    )


def explain(understanding: Understanding, want: WantedProduct, found: Evidence) -> Draft:
    """Say why a product was shown: how it fits the search, in the words of its catalogue."""
    language, product = understanding.language, product_of(found)
    texts = SEARCH_TEXTS[language]
    reasons = [*_fitting_facts(understanding, found), reason_of(understanding, want, found)]
    lines = [texts.why.format(name=product.title)]
    lines += [f"• {one}" for one in dict.fromkeys(filter(None, reasons))]
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=(product_source(found),),
        cards=(card(product, language, understanding.constraints),),
        evidence=(found.passage.text, facts_of(product)),
        urls=(*product_urls((product,)), found.passage.url),
        rule="product_why",
    )


def reason_of(understanding: Understanding, want: WantedProduct, found: Evidence) -> str:
    """Return the sentence of a product's page that is most like the search; "": it has none."""
    reading = READINGS.of(found.passage)
    language: Language = "fr" if found.passage.language == "fr" else "en"
    attributes = {f"{name}: {value}" for name, value in product_of(found).attributes}
    purpose = set(want.purpose)
    likeness = (reading.vectors @ understanding.vector).tolist() if reading.units else []
    scored = [
        (like + SAYS_USE * len(purpose & terms(unit.text, language)), unit.text)
        for like, unit in zip(likeness, reading.units, strict=True)
        if unit.text not in attributes and len(unit.text) <= MAX_REASON
    ]
    return plain(max(scored)[1]) if scored else ""


def _fitting_facts(understanding: Understanding, found: Evidence) -> Iterator[str]:
    """Yield how a product fits: by the criterion asked for, by its options, and its price."""
    language, product = understanding.language, product_of(found)
    move, texts = understanding.search, SEARCH_TEXTS[understanding.language]
    asked = {one.name: one for one in criteria()}.get(move.search.criterion if move else "")
    if asked and (told := measure(product, asked, understanding.constraints, language)):
        yield told.said
    fits = fitting(product.variants, understanding.constraints)
    available = [variant for variant in fits if variant.available]
    options = ", ".join(value for _, value in understanding.constraints.options)
    if available and options:
        yield texts.available_in.format(options=options)
    if said := price(available or product.variants, language):
        yield said


def _for_several(found: Sequence[Evidence]) -> bool:
    """Tell whether the products are for different people."""
    audiences = {made_for(one.passage) for one in found}
    return len(audiences) > 1


def _budgets(found: Sequence[Evidence]) -> list[int]:
    """Return up to three round amounts that part the prices of the products."""
    prices = sorted(
        v.price.amount_minor for one in found for v in product_of(one).variants if v.price
    )
    if not prices:
        return []
    between = [step for step in _BUDGET_STEPS if prices[0] <= step < prices[-1]]
    return between[:: max(1, -(-len(between) // 3))]


def _money(amount: int, currency: str) -> Money:
    return Money(amount_minor=amount, currency=currency)
