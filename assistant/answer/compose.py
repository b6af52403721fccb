"""Find the evidence for a question and compose a draft from it.

What is searched follows from the intent; what is answered follows from the evidence. The words of
a reply come from the shop's pages and catalogue, or from `texts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import pages, product, products
from assistant.answer.draft import Draft
from assistant.answer.replies import abstain
from assistant.conversation.events import Reason
from assistant.understanding.types import Constraints, Intent, Understanding
from retrieval.catalogue.types import Product
from retrieval.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind

PREFERENCE = 0.10  # of the kind of passage that the intent names, in relevance
UNCLEAR_MARGIN = 0.15  # this near below the floor, pages are offered as choices
LEAST_WORDS = 2  # of a message that asks something by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Composes from one whole version of the index; holds no state."""

    searcher: Searcher
    limit: int  # passages looked at

    async def compose(
        self, understanding: Understanding, *, floor: float, focus: tuple[str, ...] = ()
    ) -> Draft:
        """Answer, ask back, or abstain; `focus` are the products of the reply before."""
        draft = await self._compose(understanding, floor=floor, focus=focus)
        return replace(draft, topic=understanding.text)

    async def _compose(
        self, understanding: Understanding, *, floor: float, focus: tuple[str, ...]
    ) -> Draft:
        named = understanding.products or (focus if understanding.follow_up else ())
        intent = understanding.intent
        if intent is Intent.COMPARE:
            return await self._compare(understanding, named)
        if named and intent is not Intent.QUESTION and len(named) == 1:
            return await self._about(understanding, named[0])
        if intent is Intent.PRODUCT_SEARCH and understanding.constraints != Constraints():
            return await self._find(understanding, floor=floor)
        return await self._ask(understanding, floor=floor)

    async def _ask(self, understanding: Understanding, *, floor: float) -> Draft:
        """Search pages and products at once; the best evidence says which kind of answer it is."""
        found = await self._search(understanding, Filter())
        found = sorted(found, key=lambda e: _preferred(e, understanding.intent), reverse=True)
        good = [evidence for evidence in found if evidence.score >= floor]
        if not good:
            return self._abstain(understanding, found, floor)
        kind = good[0].passage.kind
        same = [evidence for evidence in good if evidence.passage.kind is kind]
        if kind is PassageKind.DOCUMENT:
            return pages.answer(understanding, same) or abstain(
                Reason.NO_EVIDENCE, understanding.language
            )
        if understanding.intent is Intent.PRODUCT_QUESTION:
            return await self._about_evidence(understanding, same[0])
        return products.show(understanding, same, currency=self.searcher.vocabulary.currency)

    async def _find(self, understanding: Understanding, *, floor: float) -> Draft:
        """Look for products that satisfy what was said, then for what comes closest."""
        currency = self.searcher.vocabulary.currency
        found = await self._fitting(understanding, understanding.constraints, floor)
        if found:
            return products.show(understanding, found, currency=currency)
        for constraints, dropped in products.relaxations(
            understanding.constraints, understanding.language, currency
        ):
            found = await self._fitting(understanding, constraints, floor)
            if found:
                return products.show(understanding, found, dropped=dropped, currency=currency)
        return products.not_found(understanding.language)

    async def _fitting(
        self, understanding: Understanding, constraints: Constraints, floor: float
    ) -> list[Evidence]:
        """Return products that satisfy `constraints`, each once, in the customer's language if any.

        Words beside the constraints must be relevant; with none left, the constraints decide.
        """
        found: list[Evidence] = []
        for languages in ((understanding.language,), ()):
            found = _each_once(
                await self._search(understanding, products.where(constraints, languages))
            )
            if found:
                break
        if constraints.category or not understanding.rest.strip():
            return found
        return [evidence for evidence in found if evidence.score >= floor]

    async def _about(self, understanding: Understanding, product_id: str) -> Draft:
        for languages in ((understanding.language,), ()):
            where = Filter(kind=PassageKind.PRODUCT, source_ids=(product_id,), languages=languages)
            found = await self._search(understanding, where)
            if found:
                return await self._about_evidence(understanding, found[0])
        return abstain(Reason.NO_EVIDENCE, understanding.language)

    async def _about_evidence(self, understanding: Understanding, found: Evidence) -> Draft:
        about = found.passage.product
        if about is None or any(variant.available for variant in about.variants):
            return product.answer(understanding, found)
        where = Filter(
            kind=PassageKind.PRODUCT,
            languages=(about.language,),
            category=about.category[-1] if about.category else "",
            in_stock=True,
        )
        alike = _each_once(await self._search(understanding, where))
        return product.answer(understanding, found, _products(alike, but=about.product_id))

    async def _compare(self, understanding: Understanding, named: tuple[str, ...]) -> Draft:
        found: list[Evidence] = []
        for product_id in named[:2]:
            where = Filter(
                kind=PassageKind.PRODUCT,
                source_ids=(product_id,),
                languages=(understanding.language,),
            )
            found += (await self._search(understanding, where))[:1]
        match found:
            case [first, second]:
                return products.compare(understanding, first, second)
            case _:
                return products.ask_which_two(understanding.language)

    async def _search(self, understanding: Understanding, where: Filter) -> Sequence[Evidence]:
        return await self.searcher.search(
            understanding.text,
            understanding.vector,
            language=understanding.language,
            where=where,
            limit=self.limit,
        )

    def _abstain(
        self, understanding: Understanding, found: Sequence[Evidence], floor: float
    ) -> Draft:
        near = [e for e in found if e.score >= floor - UNCLEAR_MARGIN and _is_page(e)]
        short = len(understanding.text.split()) < LEAST_WORDS
        if near or short:
            titles = tuple(dict.fromkeys(e.passage.title for e in near))[:3]
            return abstain(Reason.UNCLEAR, understanding.language, choices=titles)
        return abstain(Reason.NO_EVIDENCE, understanding.language)


def _preferred(evidence: Evidence, intent: Intent) -> float:
    wants_product = intent in {Intent.PRODUCT_SEARCH, Intent.PRODUCT_QUESTION}
    is_product = evidence.passage.kind is PassageKind.PRODUCT
    return evidence.score + (PREFERENCE if wants_product == is_product else 0.0)


def _is_page(evidence: Evidence) -> bool:
    return evidence.passage.kind is PassageKind.DOCUMENT


def _each_once(found: Sequence[Evidence]) -> list[Evidence]:
    """Keep the first of each product: translations share its id."""
    return list({evidence.passage.source_id: evidence for evidence in reversed(found)}.values())[
        ::-1
    ]


def _products(found: Sequence[Evidence], *, but: str) -> list[Product]:
    products = (evidence.passage.product for evidence in found)
    return [product for product in products if product and product.product_id != but]
