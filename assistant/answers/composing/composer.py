"""Find the evidence for a question and compose a draft from it: read `Composer.compose` first.

What is searched follows from the intent; what is answered follows from the evidence. The words of
a reply come from the shop's pages and catalogue, or from `texts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.found_products import FoundProducts, find
from assistant.answers.composing.objection_answers import answer_objection
from assistant.answers.composing.pages.absent_rows import tell_absent
from assistant.answers.composing.pages.pages_before import PagesBefore
from assistant.answers.composing.products import product_lists
from assistant.answers.composing.products.best_sellers import (
    OrderedProduct,
    asks_for_best_sellers,
    asks_for_complements,
    tell_ordered,
    tell_unknown,
)
from assistant.answers.composing.products.product_advice import USUAL_ADVICE, AdviceRules
from assistant.answers.composing.products.product_aspects import asks_of_a_product
from assistant.answers.composing.products.product_cards import product_of
from assistant.answers.composing.products.product_care import suiting
from assistant.answers.composing.products.product_comparison import (
    ask_which_two,
    compare,
    compare_all,
)
from assistant.answers.composing.products.product_focus import (
    asks_to_choose,
    in_focus,
    pointed_at,
)
from assistant.answers.composing.products.product_ranking import tell_best
from assistant.answers.composing.products.wanted_products import suits, wanted
from assistant.answers.composing.products_seen import (
    answer_about,
    answer_about_kind,
    answer_from_seen,
    tell_size,
)
from assistant.answers.composing.stated_answers import (
    PAGE_FIRST,
    answer,
    is_vague,
    offer_near,
    outline,
)
from assistant.answers.fixed_replies import abstain
from assistant.answers.reply_draft import Draft
from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.answers.verified.verified_draft import draft_of
from assistant.commerce.sales_figures import Counted, SalesFigures
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.message_words import split
from assistant.understanding.searches.criteria import criterion_in
from assistant.understanding.types import Constraints, Intent, Understanding
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import StatementReader
from retrieval.searching.search import Searcher
from retrieval.types import Evidence

MAX_CHOICES = 3
PAIR = 2  # products that are compared line by line; more of them side by side
TITLE_WORDS = 5  # of a message that may be nothing but a page's title

_MAY_BUY = {Intent.QUESTION, Intent.PRODUCT_SEARCH, Intent.PRODUCT_QUESTION, Intent.COMPARE}


class Sales(Protocol):
    """Tell how often products were ordered."""

    async def figures(self) -> SalesFigures | None:
        """Return the figures of the shop's orders; None: they are not known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Compose drafts from one whole version of the index; holds no state."""

    searcher: Searcher
    limit: int  # pages looked at
    reader: StatementReader | None = None  # None: words alone tell which statement answers
    sales: Sales | None = None  # None: nobody knows what was ordered
    before: PagesBefore | None = None  # None: no page answered the message before
    verified: KnownAnswers = NO_ANSWERS  # they come first
    advice: AdviceRules = USUAL_ADVICE

    async def compose(
        self,
        understanding: Understanding,
        *,
        floor: float,
        focus: tuple[str, ...] = (),
        earlier: tuple[str, ...] = (),
    ) -> Draft:
        """Answer, ask back, or abstain.

        `floor` is the confidence in [0, 1] that an answer needs, `focus` are the products of the
        reply before, `earlier` the customer's last words before, which may tell a size.
        """
        found = self.verified.find(understanding, self.searcher.vocabulary)
        language = understanding.language
        if found and (verified := draft_of(found.answer, language, score=found.signs.cosine)):
            return replace(verified, topic=understanding.text)
        if understanding.products and _asks_of_named(understanding, self.searcher.vocabulary):
            understanding = replace(understanding, intent=Intent.PRODUCT_QUESTION)
        finder = EvidenceFinder(
            searcher=self.searcher,
            limit=self.limit,
            understanding=understanding,
            reader=self.reader,
            before=self.before,
            verified=self.verified,
            advice=self.advice,
        )
        if (objection := understanding.price_objection) is not None:
            draft = await answer_objection(finder, objection, understanding.products or focus)
            return replace(draft, topic=understanding.text)
        if asks_for_best_sellers(understanding.own_words):
            return await self._best_sellers(finder)
        refines = understanding.search is not None and understanding.search.refines
        named = understanding.products or (() if refines else in_focus(understanding, focus))
        beside = understanding.products or focus
        size = await tell_size(finder, named, focus, earlier)
        if size is not None:
            draft = size
        elif beside and asks_for_complements(understanding.own_words):
            draft = await self._complements(finder, beside[0])
        elif refines and understanding.search is not None and understanding.search.why and focus:
            draft = await self._explain(finder, focus, floor)
        else:
            draft = await self._compose(finder, named, floor)
        chooses = draft.rule == "products" and asks_to_choose(understanding.own_words)
        if (draft.kind is ReplyKind.ABSTAINED or chooses) and len(named) <= 1:
            draft = await answer_from_seen(finder, named, focus) or draft
        return replace(_in_search(draft, understanding), topic=understanding.text)

    async def _compose(self, finder: EvidenceFinder, named: tuple[str, ...], floor: float) -> Draft:
        intent = finder.understanding.intent
        move = finder.understanding.search
        ranks = move is not None and move.criterion is not None
        compared = await self._compared(finder, named, ranks=ranks)
        if compared is not None:
            return compared
        if ranks and not finder.understanding.products:
            return await self._find(finder, floor)
        if len(named) == 1:
            instead = await self._instead(finder, named[0])
            return instead or await self._about(finder, named[0], floor)
        if intent is Intent.PRODUCT_SEARCH:
            return await self._find(finder, floor)
        draft = await self._ask(finder, floor)
        if named and intent is Intent.COMPARE and draft.kind is not ReplyKind.ANSWERED:
            return ask_which_two(finder.understanding.language)
        return draft

    async def _ask(self, finder: EvidenceFinder, floor: float) -> Draft:
        """Answer from pages if they say it, else with products of the kind that is asked for."""
        understanding = finder.understanding
        statements = await finder.statements()
        draft = (
            tell_absent(understanding, statements, floor=floor)
            or outline(finder, statements)
            or answer(finder, await finder.going_on(statements), floor)
        )
        if draft is not None:
            return draft
        if not is_vague(understanding, statements):
            draft = await self._of_products(finder)
        return draft or offer_near(understanding, statements)

    async def _of_products(self, finder: EvidenceFinder) -> Draft | None:
        """Answer a question that no page answers with products, if it is about some."""
        understanding, want = finder.understanding, wanted(finder.understanding)
        if understanding.intent is Intent.PRODUCT_QUESTION and (meant := await finder.meant()):
            return await answer_about(finder, meant)
        if not (want.head or want.purpose):
            return None
        found = await finder.products(Constraints(), want)
        sure = understanding.intent in _MAY_BUY
        fitting = [
            (one, fits)
            for one, fits in found
            if fits.whole and not fits.unmet and (sure or fits.named)
        ]
        if understanding.intent is Intent.PRODUCT_QUESTION:
            kind = [one for one, fits in fitting if fits.named]
            if draft := await answer_about_kind(finder, kind):
                return draft
        return FoundProducts(finder=finder, want=want, fitting=fitting).show() if fitting else None

    async def _find(self, finder: EvidenceFinder, floor: float) -> Draft:
        """Look for products that fit the message, then for those that come closest."""
        understanding, found = finder.understanding, await find(finder)
        refines = found.is_gift or found.goes_on
        titled = len(understanding.text.split()) <= TITLE_WORDS
        if titled and not refines and not found.says_kind:
            page = outline(finder, await finder.statements())
            if page is not None:
                return page
        if found.whole and (found.names_kind or refines):
            return found.show()
        unsure = "?" in understanding.text and not found.fitting
        needed = floor if unsure else max(floor, PAGE_FIRST)
        if not refines and (draft := answer(finder, await finder.statements(), needed)):
            return draft
        if found.whole:
            return found.show()
        return found.nearest() if found.fitting else await found.relax()

    async def _best_sellers(self, finder: EvidenceFinder) -> Draft:
        """Show the best sellers of the catalogue, else the products in the most orders."""
        understanding = finder.understanding
        if best := await finder.best_sellers():
            return product_lists.best_sellers(understanding, best, currency=self._currency)
        figures = await self.sales.figures() if self.sales else None
        counted = figures.best(product_lists.MAX_CARDS) if figures else []
        if ordered := await _ordered(finder, counted):
            return tell_ordered(understanding, ordered)
        return product_lists.best_sellers(understanding, [], currency=self._currency)

    async def _complements(self, finder: EvidenceFinder, product_id: str) -> Draft:
        """Show the products ordered most often with one, or say that orders do not tell."""
        beside = await finder.product(product_id)
        if beside is None:
            return abstain(Reason.NO_EVIDENCE, finder.understanding.language)
        figures = await self.sales.figures() if self.sales else None
        counted = figures.bought_with(ProductId(product_id), MAX_CHOICES) if figures else []
        if ordered := await _ordered(finder, counted):
            return tell_ordered(finder.understanding, ordered, beside=product_of(beside))
        return tell_unknown(finder.understanding.language, beside.passage.title)

    async def _explain(self, finder: EvidenceFinder, focus: tuple[str, ...], floor: float) -> Draft:
        """Say why the product that is pointed at, or the first that was shown, fits the search."""
        found = await find(finder)
        pointed = pointed_at(finder.understanding.own_words, focus) or focus
        return found.explain(pointed[0]) or await self._about(finder, pointed[0], floor)

    async def _instead(self, finder: EvidenceFinder, product_id: str) -> Draft | None:
        """Show others where the product that a search names does not fit its facets.

        "Bottes de pluie pour enfant en 30" has a product's name in it, and is no question about it.
        """
        if finder.understanding.intent is not Intent.PRODUCT_SEARCH:
            return None
        named = await finder.product(product_id)
        if named is None or suits(named, finder.understanding):
            return None
        found = await find(finder)
        return found.show() if found.whole and found.names_kind else None

    async def _about(self, finder: EvidenceFinder, product_id: str, floor: float) -> Draft:
        """Answer about one product, or from a page that is surer, or where its own is silent."""
        understanding = finder.understanding
        found = await finder.product(product_id)
        if found is None:
            return abstain(Reason.NO_EVIDENCE, understanding.language)
        if understanding.intent is Intent.QUESTION:
            statements = await finder.statements()
            statements = suiting(statements, found, understanding.own_words)
            if draft := answer(finder, statements, max(floor, PAGE_FIRST)):
                return draft
        draft = await answer_about(finder, found)
        if draft.reason is None:
            return draft
        if understanding.intent is Intent.PRODUCT_SEARCH:
            return product_lists.show(understanding, [found], currency=self._currency)
        statements = suiting(await finder.statements(), found, understanding.own_words)
        return answer(finder, statements, floor) or draft

    async def _compared(
        self, finder: EvidenceFinder, named: tuple[str, ...], *, ranks: bool
    ) -> Draft | None:
        """Compare two products line by line, or all of a kind side by side; None: not asked for."""
        understanding = finder.understanding
        asked = understanding.intent is Intent.COMPARE
        choosing = word_list("choosing")
        if len(named) >= PAIR:
            chooses = any(word.text in choosing for word in split(understanding.own_words))
            return await self._compare(finder, named) if asked or ranks or chooses else None
        if not asked or len(understanding.products) >= PAIR:
            return None
        found = await find(finder)
        if len(found.whole) <= PAIR or not found.names_kind:
            return None
        draft = compare_all(understanding, found.whole)
        search = ProductSearch(kind=understanding.text)
        return replace(draft, search=search.showing(card.product_id for card in draft.cards))

    async def _compare(self, finder: EvidenceFinder, named: tuple[str, ...]) -> Draft:
        found = [await finder.product(product_id) for product_id in named[:2]]
        match found:
            case [Evidence() as first, Evidence() as second]:
                asked = criterion_in(finder.understanding.own_words)
                if asked is not None:
                    return tell_best(finder.understanding, (first, second), asked.criterion)
                return compare(finder.understanding, first, second)
            case _:
                return ask_which_two(finder.understanding.language)

    @property
    def _currency(self) -> str:
        return self.searcher.vocabulary.currency


def _asks_of_named(understanding: Understanding, vocabulary: Vocabulary) -> bool:
    """Tell whether a search that names a product asks for a fact of it."""
    if understanding.intent is not Intent.PRODUCT_SEARCH:
        return False
    own = " ".join(title for known, title in vocabulary.titles if known in understanding.products)
    keys = {word.key for word in split(own)}
    beside = " ".join(w.text for w in split(understanding.own_words) if w.key not in keys)
    return asks_of_a_product(beside) and not understanding.constraints.options


def _in_search(draft: Draft, understanding: Understanding) -> Draft:
    """Return a draft about one product that a search named as a reply to that search."""
    move = understanding.search
    if move is None or move.refines or draft.search is not None or len(draft.cards) != 1:
        return draft
    return replace(draft, search=move.search.showing(card.product_id for card in draft.cards))


async def _ordered(finder: EvidenceFinder, counted: Sequence[Counted]) -> list[OrderedProduct]:
    """Return the products that are still in the catalogue, each with its orders."""
    found = [(await finder.product(product_id), count) for product_id, count in counted]
    return [(one, count) for one, count in found if one is not None]
