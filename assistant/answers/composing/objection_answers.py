"""Answer an objection to a price: with the price, and with cheaper products that are in stock.

No discount is spoken of, and nothing presses. `assistant.messages.applied.price_terms` puts the
shop's terms of guarantee, returns and delivery between the two.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.objection_texts import OBJECTION_TEXTS, ObjectionTexts
from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.variant_summary import fitting
from assistant.answers.composing.products.wanted_products import for_same_people
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import terms
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language
from assistant.conversation.product_search import FacetKind, ProductSearch
from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.constraints.price_limits import find
from assistant.understanding.types import Constraints, PriceObjection
from retrieval.catalogue.types import Money, Product
from retrieval.types import Evidence, Passage

MAX_CHEAPER = 3  # products that are shown
RULE = "price_objection"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Objected:
    """Hold an objection, and the product whose price is met: the cheapest of those seen."""

    finder: EvidenceFinder
    objection: PriceObjection
    seen: Sequence[Evidence]  # at least one, each with a price; the cheapest first

    @property
    def texts(self) -> ObjectionTexts:
        return OBJECTION_TEXTS[self.finder.understanding.language]

    @property
    def about(self) -> Product:
        return product_of(self.seen[0])

    @property
    def price(self) -> Money:
        return _lowest(self.about) or Money(amount_minor=0, currency="")

    @property
    def budget(self) -> Money | None:
        """Return the amount that the customer says to have; None: none is said."""
        return _budget(self.objection, self.price.currency)

    async def answer(self) -> Draft:
        """Tell the price, and the cheaper products; where there are none, ask for a budget."""
        search, budget = self._search(), self.budget
        cheaper = await self._cheaper(self.price, search)
        within = [one for one in cheaper if budget and _costs(one) <= budget.amount_minor]
        if budget and budget.amount_minor >= self.price.amount_minor:
            more = replace(budget, amount_minor=budget.amount_minor + 1)
            within = await self._cheaper(more, search)
        near = sorted(cheaper, key=_costs) if budget and not within else within or cheaper
        shown = sorted(near[:MAX_CHEAPER], key=_costs)
        draft = self._tell(shown, within=bool(within))
        if not shown:
            return replace(draft, search=replace(search, asks=None if budget else FacetKind.PRICE))
        return replace(draft, search=search.showing(one.passage.source_id for one in shown))

    async def _cheaper(self, price: Money, search: ProductSearch) -> list[Evidence]:
        """Return other products of the kind below a price, the most alike first.

        In the size, the colour ... of the search, if any of them are.
        """
        found = [
            one
            for one in await self.finder.of_category(self.about, below=price)
            if for_same_people(one.passage, self.seen[0].passage)
        ]
        found.sort(key=lambda one: -_likeness(one.passage, self.seen[0].passage))
        return _of_options(found, self._options(search, price)) or found

    def _tell(self, shown: Sequence[Evidence], *, within: bool) -> Draft:
        texts, language = self.texts, self.finder.understanding.language
        budget = write_amount(self.budget, language) if self.budget else ""
        if not shown and budget:
            second = f"{texts.none_within.format(budget=budget)} {texts.which_kind}"
        elif not shown:
            second = f"{texts.none_cheaper} {texts.which_budget}"
        elif budget:
            second = texts.within if within else f"{texts.none_within} {texts.nearest}"
            second = second.format(budget=budget)
        else:
            category = self.about.category[-1] if self.about.category else ""
            second = (texts.cheaper_of if category else texts.cheaper).format(category=category)
        of_seen = [] if shown or len(self.seen) == 1 else [self.seen[0]]  # the cheapest of several
        draft = _listed(shown or of_seen, self.price if shown else None, language=language)
        return replace(
            draft,
            text=f"{self._opening()}\n\n{second}",
            sources=(product_source(self.seen[0]), *draft.sources),
            evidence=(facts_of(self.about), budget, *draft.evidence),
            urls=(*product_urls([self.about]), self.seen[0].passage.url, *draft.urls),
        )

    def _opening(self) -> str:
        texts, language = self.texts, self.finder.understanding.language
        amount = write_amount(self.price, language)
        several = len({v.price for v in self.about.variants if v.price}) > 1
        told = texts.price_from if several else texts.price
        told = texts.lowest if len(self.seen) > 1 else told
        before = texts.elsewhere if self.objection.elsewhere else texts.understood
        return f"{before} {told.format(name=self.about.title, price=amount)}"

    def _search(self) -> ProductSearch:
        """Return the search that the answer goes on with: the customer's without its price."""
        move = self.finder.understanding.search
        if move is not None and self.about.product_id in move.search.shown:
            prices = [one for one in move.search.facets if one.kind is FacetKind.PRICE]
            return replace(move.search.without(*prices), criterion="", asks=None)
        return ProductSearch(kind=self.about.category[-1] if self.about.category else "")

    def _options(self, search: ProductSearch, price: Money) -> Constraints:
        vocabulary, language = self.finder.searcher.vocabulary, self.finder.understanding.language
        said = read_constraints(search.text, vocabulary, language).constraints
        most = price.amount_minor - 1
        return replace(said, category="", price_min_minor=None, price_max_minor=most)


async def answer_objection(
    finder: EvidenceFinder, objection: PriceObjection, focus: Sequence[str]
) -> Draft:
    """Answer an objection to the price of the products in focus; ask which, if there are none."""
    found = [one for product_id in focus if (one := await finder.product(product_id))]
    seen = [one for one in found if _lowest(product_of(one))]
    if seen:
        # Of a mixed list, the kind that most of it is of.
        kind = Counter(product_of(one).category for one in seen).most_common(1)[0][0]
        seen = sorted((one for one in seen if product_of(one).category == kind), key=_costs)
        return await _Objected(finder=finder, objection=objection, seen=seen).answer()
    return await _of_kind(finder, objection) or _ask(finder)


async def _of_kind(finder: EvidenceFinder, objection: PriceObjection) -> Draft | None:
    """Show the cheapest products of the category that a message names; None: it names none."""
    understanding = finder.understanding
    category, language = understanding.constraints.category, understanding.language
    if not category:
        return None
    budget = _budget(objection, finder.searcher.vocabulary.currency)
    where = Constraints(category=category, in_stock=True)
    near = [one for one in await finder.near_products(where) if _lowest(product_of(one))]
    shown = sorted(near, key=_costs)[:MAX_CHEAPER]
    if not shown:
        return None
    texts = OBJECTION_TEXTS[language]
    text = f"{texts.understood}\n\n{texts.lowest_of.format(category=category)}"
    draft = _listed(shown, budget, language=language)
    search = ProductSearch(kind=category).showing(one.passage.source_id for one in shown)
    return replace(draft, text=text, search=search, evidence=(category, *draft.evidence))


def _ask(finder: EvidenceFinder) -> Draft:
    language = finder.understanding.language
    texts = OBJECTION_TEXTS[language]
    return Draft(
        kind=ReplyKind.ASKED,
        text=f"{texts.understood} {texts.which_product}",
        language=language,
        search=ProductSearch(kind="", asks=FacetKind.PRICE),
        rule=f"{RULE}_asks",
    )


def _listed(shown: Sequence[Evidence], below: Money | None, *, language: Language) -> Draft:
    """Return a draft with the products as cards, and no text yet."""
    products = [product_of(one) for one in shown]
    limit = Constraints(in_stock=True, price_max_minor=below.amount_minor - 1 if below else None)
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="",
        language=language,
        sources=tuple(product_source(one) for one in shown),
        cards=tuple(card(one, language, limit) for one in products),
        evidence=(*(" ".join(one.category) for one in products), *map(facts_of, products)),
        urls=(*product_urls(products), *(one.passage.url for one in shown)),
        rule=RULE,
    )


def _of_options(found: Iterable[Evidence], wanted: Constraints) -> list[Evidence]:
    """Return the products that come in the size, the colour ... of the search, for less."""
    return [one for one in found if fitting(product_of(one).variants, wanted)]


def _likeness(first: Passage, second: Passage) -> float:
    """Return the share of the words of two products that both have, in [0, 1] (Jaccard)."""
    words, others = (
        terms(one.text, "fr" if one.language == "fr" else "en") for one in (first, second)
    )
    return len(words & others) / max(len(words | others), 1)


def _budget(objection: PriceObjection, currency: str) -> Money | None:
    limit = find(f"max {objection.budget}", currency).max_minor if objection.budget else None
    return Money(amount_minor=limit, currency=currency) if limit else None


def _lowest(product: Product) -> Money | None:
    """Return the lowest price of variants in stock, else of all; None: none is known."""
    prices = [v.price for v in product.variants if v.available and v.price]
    prices = prices or [v.price for v in product.variants if v.price]
    return min(prices, key=lambda one: one.amount_minor, default=None)


def _costs(one: Evidence) -> int:
    """Return the lowest price of a product, in minor units."""
    lowest = _lowest(product_of(one))
    return lowest.amount_minor if lowest else 0
