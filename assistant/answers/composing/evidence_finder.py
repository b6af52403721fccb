"""Search for the evidence that composing needs; no other part of composing does I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.composing.asked_answers import find_unasked
from assistant.answers.composing.corrected_statements import heed_corrections
from assistant.answers.composing.pages.pages_before import PagesBefore
from assistant.answers.composing.pages.statement_choice import Extracts, extract
from assistant.answers.composing.pages.statement_reading import read_statements
from assistant.answers.composing.products import product_lists
from assistant.answers.composing.products.best_sellers import is_best_seller
from assistant.answers.composing.products.product_advice import USUAL_ADVICE, AdviceRules
from assistant.answers.composing.products.size_tables import SizeTable, size_tables
from assistant.answers.composing.products.size_texts import SIZE_GUIDE
from assistant.answers.composing.products.variant_summary import (
    fitting,
    has_trait,
    is_made_of,
    is_of_kind,
)
from assistant.answers.composing.products.wanted_products import (
    ProductFit,
    WantedProduct,
    fit,
    least_likeness,
    likelihood,
)
from assistant.answers.terms import members, same_words, terms
from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.understanding.searches.criteria import wants_low_price
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.types import Money, Product
from retrieval.ports import StatementReader
from retrieval.searching.live_passages import NO_LIVE, LivePassages
from retrieval.searching.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind

PER_GUIDE = 12  # passages of a size guide: its tables
PER_PAGE = 3  # passages of one page that are read
MANY = 2  # times as many products as pages are looked at: fewer of them fit
MANY_TO_RANK = 8  # the same where the best of all is asked for: it may be none of the likeliest
NEAREST = 3  # best products among which a question's is looked for
NEAR = 16  # products among which a model chooses
LEAST_OF_NAME = 2  # words of a product's name that a question about it says


Fitting = list[tuple[Evidence, ProductFit]]
"""Products that fit, best first, each with its fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFinder:
    """Search one whole version of the index for one message."""

    searcher: Searcher
    limit: int  # pages looked at
    understanding: Understanding
    reader: StatementReader | None = None  # None: words alone tell which statement answers
    before: PagesBefore | None = None  # None: no page answered the message before
    verified: KnownAnswers = NO_ANSWERS  # they are searched beside the pages
    advice: AdviceRules = USUAL_ADVICE

    async def statements(self) -> Extracts:
        """Return every statement of the pages found, in the order of how likely each answers."""
        extracts = await self._of_pages()
        if self.reader is not None:
            extracts = await read_statements(self.reader, self.understanding, extracts)
        unasked = find_unasked(extracts, self.understanding)
        return heed_corrections(extracts, self.verified, unasked)

    async def going_on(self, alone: Extracts) -> Extracts:
        """Return further statements of the pages before, if they are surer than `alone`."""
        if self.before is None or not self.before.may_go_on(self.understanding, alone):
            return alone
        both = await self.before.together(self.understanding)
        further = await replace(self, understanding=both).statements()
        return self.before.surer(alone, further)

    async def _of_pages(self) -> Extracts:
        """Weigh the statements of pages by themselves, and of verified answers beside them."""
        live = self.verified.passages
        found = await self._search(Filter(), only=PassageKind.DOCUMENT, live=live)
        pages = extract(self.understanding, [one for one in found if id_of(one.passage) is None])
        if not live:
            return pages
        both = extract(self.understanding, found).ranked
        of_answers = (one for one in both if id_of(one.evidence.passage) is not None)
        ranked = sorted((*pages.ranked, *of_answers), key=lambda one: -one.score)
        return replace(pages, ranked=tuple(ranked))

    async def product(self, product_id: str) -> Evidence | None:
        """Return a product, in the customer's language if it has one."""
        for languages in ((self.understanding.language,), ()):
            where = Filter(kind=PassageKind.PRODUCT, source_ids=(product_id,), languages=languages)
            if found := await self._search(where):
                return found[0]
        return None

    async def meant(self) -> Evidence | None:
        """Return the product that a question is about without its full name; None: no product."""
        language = self.understanding.language
        found = await self._search(Filter(kind=PassageKind.PRODUCT, languages=(language,)))
        asked = terms(self.understanding.text, language)
        for evidence in found[:NEAREST]:
            if len(terms(evidence.passage.title, language) & asked) >= LEAST_OF_NAME:
                return evidence
        return None

    async def near_products(self, constraints: Constraints) -> list[Evidence]:
        """Return the nearest products that satisfy `constraints`, in the customer's language."""
        languages = (self.understanding.language,)
        where = product_lists.where(constraints, languages, self.searcher.vocabulary)
        found = _each_once(await self._search(where))
        return [one for one in found if _is_wanted(one, constraints)][:NEAR]

    async def size_tables(self) -> list[SizeTable]:
        """Return the size tables of the pages, in the customer's language if there are any."""
        understanding = self.understanding
        for languages in ((understanding.language,), ()):
            found = await self.searcher.search(
                SIZE_GUIDE[understanding.language],
                understanding.vector,
                language=understanding.language,
                where=Filter(kind=PassageKind.DOCUMENT, languages=languages),
                limit=self.limit,
                per_source=PER_GUIDE,
            )
            if tables := size_tables(found):
                return tables
        return []

    async def best_sellers(self) -> list[Evidence]:
        """Return products that the catalogue calls best sellers, in the customer's language."""
        where = Filter(kind=PassageKind.PRODUCT, languages=(self.understanding.language,))
        found = await self._search(where)
        return [one for one in found if one.passage.product and is_best_seller(one.passage.product)]

    async def of_category(self, about: Product, *, below: Money | None = None) -> list[Evidence]:
        """Return the other products of a product's category that can be bought now.

        With `below`, only those with a variant that costs less.
        """
        where = Filter(
            kind=PassageKind.PRODUCT,
            languages=(about.language,),
            category=about.category[-1] if about.category else "",
            in_stock=True,
            price_max_minor=below.amount_minor - 1 if below else None,
        )
        found = await self.searcher.search(
            about.title,
            self.understanding.vector,
            language=about.language,
            where=where,
            limit=MANY_TO_RANK * self.limit,
        )
        return [one for one in found if one.passage.source_id != about.product_id]

    async def alike(self, about: Product) -> list[Product]:
        """Return products of the same kind that can be bought now, best first."""
        where = Filter(
            kind=PassageKind.PRODUCT,
            languages=(about.language,),
            category=about.category[-1] if about.category else "",
            in_stock=True,
        )
        found = (evidence.passage.product for evidence in await self._search(where))
        return [p for p in found if p is not None and p.product_id != about.product_id]

    async def products(self, constraints: Constraints, want: WantedProduct) -> Fitting:
        """Return products that satisfy `constraints`, in the customer's language if there are any.

        Where the words and the category disagree on the kind of thing, the words decide.
        """
        wider = replace(constraints, category="")
        others: Fitting = []  # for other people than the message names
        for filters in dict.fromkeys((constraints, wider)):
            for languages in ((self.understanding.language,), ()):
                found = await self._fitting(filters, want, languages)
                if suiting := [pair for pair in found if pair[1].suits]:
                    return suiting
                others = others or found
        return others

    async def _fitting(
        self, constraints: Constraints, want: WantedProduct, languages: tuple[str, ...]
    ) -> Fitting:
        vocabulary = self.searcher.vocabulary
        where = product_lists.where(constraints, languages, vocabulary)
        least = least_likeness(len(vocabulary.titles))
        found = [
            replace(evidence, score=likelihood(evidence.dense, least))
            for evidence in _each_once(await self._search(where, kind=want.head))
            if _is_wanted(evidence, constraints)
        ]
        fits = [(evidence, fit(want, evidence, least=least)) for evidence in found]
        return sorted(
            (pair for pair in fits if pair[1].fits),
            key=lambda pair: (
                len(pair[1].missing),
                pair[1].unmet,
                not _can_be_bought(pair[0], constraints),
            ),
        )

    @property
    def _ranks(self) -> bool:
        move = self.understanding.search
        ranks = move is not None and (move.criterion is not None or move.more)
        return ranks or wants_low_price(self.understanding.text)

    async def _search(
        self,
        where: Filter,
        *,
        only: PassageKind | None = None,
        kind: str | None = None,
        live: LivePassages = NO_LIVE,
    ) -> Sequence[Evidence]:
        """Search for the message; with a `kind`, `Evidence.dense` tells the kind of thing."""
        understanding = self.understanding
        vector = understanding.vector
        text, things = understanding.text, tuple[str, ...]()
        if kind is not None:
            vector = self.searcher.sought(vector, understanding.language)
            things = members(kind, understanding.language)
            text = " ".join((text, *same_words(kind, understanding.language), *things))
        of_products = where.kind is PassageKind.PRODUCT
        excludes = bool(understanding.constraints.without)
        many = MANY_TO_RANK if self._ranks or things or excludes else MANY
        return await self.searcher.search(
            text,
            vector,
            language=understanding.language,
            where=where,
            limit=many * self.limit if of_products else self.limit,
            per_source=1 if of_products else PER_PAGE,
            only=only,
            live=live,
        )


def _each_once(found: Sequence[Evidence]) -> list[Evidence]:
    """Keep the first of each product: translations share its id."""
    seen: dict[str, Evidence] = {}
    for evidence in found:
        seen.setdefault(evidence.passage.source_id, evidence)
    return list(seen.values())


def _is_wanted(evidence: Evidence, constraints: Constraints) -> bool:
    """Tell whether a product comes without the colours and materials that are not wanted."""
    about = evidence.passage.product
    if about is None or not constraints.without:
        return about is not None
    left = fitting(about.variants, Constraints(without=constraints.without))
    without = constraints.without
    excluded = (is_made_of, has_trait, is_of_kind)
    return bool(left) and not any(is_so(about, without) for is_so in excluded)


def _can_be_bought(evidence: Evidence, constraints: Constraints) -> bool:
    about = evidence.passage.product
    return about is not None and bool(fitting(about.variants, replace(constraints, in_stock=True)))
