"""Find the products of a search, and compose the reply that shows them: read `find` first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from assistant.answers.composing.evidence_finder import EvidenceFinder, Fitting
from assistant.answers.composing.products import product_lists
from assistant.answers.composing.products.nearest_values import (
    nearest_price,
    nearest_values,
    unknown_size,
)
from assistant.answers.composing.products.product_advice import (
    advise,
    ask,
    explain,
    next_question,
)
from assistant.answers.composing.products.product_ages import without_ages
from assistant.answers.composing.products.product_cards import product_of
from assistant.answers.composing.products.product_ranking import MAX_RANKED, tell_best
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.composing.products.wanted_products import WantedProduct, wanted
from assistant.answers.reply_draft import Draft
from assistant.conversation.product_search import Facet, FacetKind
from assistant.understanding.constraints.lexicon import LEXICONS
from assistant.understanding.message_words import as_written, key_of
from assistant.understanding.search_move import SearchMove
from assistant.understanding.types import Constraints, Understanding
from retrieval.types import Evidence

FEW = 3  # of anything or a gift: then those that come close are shown beside them


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProducts:
    """Hold the products that were found for a search, best first."""

    finder: EvidenceFinder  # for the search as it was found: maybe without what it carried over
    want: WantedProduct
    fitting: Fitting

    @property
    def understanding(self) -> Understanding:
        return self.finder.understanding

    @property
    def whole(self) -> list[Evidence]:
        """Return the products that have all that is wanted; none where they only come close."""
        if self.want.loosely:
            return []
        return [evidence for evidence, fits in self.fitting if fits.whole]

    @property
    def names_kind(self) -> bool:
        """Return whether the customer named a kind of thing, or its use."""
        return bool(self.want.head or self.want.purpose)

    @property
    def goes_on(self) -> bool:
        """Return whether the search was going on before, or advice is wanted."""
        move = self.understanding.search
        return move is not None and (move.refines or move.search.advises)

    @property
    def is_gift(self) -> bool:
        """Return whether a gift of any kind is looked for."""
        return self.want.gift

    @property
    def says_kind(self) -> bool:
        """Return whether the title or category of a product that was found says the kind."""
        return any(fits.named and fits.whole for _, fits in self.fitting)

    def show(self) -> Draft:
        """Show the products; the best of them, or others than before, if that is asked for."""
        move = self.understanding.search
        if move is None:
            return self.listed(self.whole)
        if move.criterion is not None:
            draft = tell_best(self.understanding, self._to_rank(move), move.criterion)
        elif self._advises(move):
            return self._advice(move)
        elif move.more:
            draft = self._others(move)
        else:
            draft = self.listed(self.whole)
        return self.in_search(draft)

    def nearest(self) -> Draft:
        """Say that no product has all that was asked, and show the closest ones, the best first."""
        move = self.understanding.search
        if move is not None and move.criterion is not None:
            near = [evidence for evidence, _ in self.fitting[:MAX_RANKED]]
            return self.in_search(tell_best(self.understanding, near, move.criterion))
        if self.want.loosely:
            near = [evidence for evidence, _ in self.fitting]
            text = SEARCH_TEXTS[self.understanding.language].loosely
            return self.in_search(replace(self.listed(near), text=text, rule="products_near"))
        draft = product_lists.nearest(
            self.understanding,
            [evidence for evidence, _ in self.fitting],
            missing=", ".join(
                as_written(word, self.understanding.message) for word in self.fitting[0][1].missing
            ),
            currency=self.currency,
        )
        return self.in_search(draft)

    async def relax(self) -> Draft:
        """Show products that satisfy fewer of the constraints, and say which are dropped."""
        understanding = self.understanding
        weaker_ones = product_lists.relaxations(
            understanding.constraints, understanding.language, self.currency
        )
        # For other people only where nothing of the kind is for those who are meant.
        for suits, (weaker, dropped) in product((False, True), weaker_ones):
            fitting = await self.finder.products(weaker, self.want)
            found = replace(self, fitting=[pair for pair in fitting if pair[1].suits] or fitting)
            if found.whole and (suits or found.fitting[0][1].suits):
                near = self._near(found.whole, weaker, dropped)
                return self.in_search(found.listed(found.whole, dropped, near))
        return self.in_search(product_lists.not_found(understanding.language))

    def in_search(self, draft: Draft) -> Draft:
        """Return a draft as a reply to the search: its facets can be taken away one by one."""
        move = self.understanding.search
        if move is None:
            return draft
        remove = SEARCH_TEXTS[self.understanding.language].remove
        chips = tuple(remove.format(words=facet.words) for facet in move.search.facets)
        return replace(
            draft,
            quick_replies=(*chips, *draft.quick_replies),
            evidence=(*draft.evidence, *chips),  # the customer said so
            search=replace(
                move.search.showing(card.product_id for card in draft.cards),
                criterion=move.criterion.name if move.criterion else move.search.criterion,
            ),
        )

    def explain(self, product_id: str) -> Draft | None:
        """Say why a product was shown; None: it is none of those found."""
        found = (one for one, _ in self.fitting if one.passage.source_id == product_id)
        one = next(found, None)
        return self.in_search(explain(self.understanding, self.want, one)) if one else None

    def _advises(self, move: SearchMove) -> bool:
        """Tell whether the message wants advice; a gift for nobody in particular does, too."""
        open_gift = self.want.gift and not (self.want.audience or self.want.purpose)
        return move.search.advises or (open_gift and not move.search.asked)

    def _advice(self, move: SearchMove) -> Draft:
        """Ask a question that helps to choose, or show the products with their reasons."""
        understanding, rules = self.understanding, self.finder.advice
        if asked := next_question(move.search, self.want, self.whole, rules):
            draft = ask(asked, self.whole, understanding.language, self.currency)
            return replace(draft, search=move.search.asking(asked))
        return self.in_search(advise(understanding, self.want, self.whole, rules))

    def _near(self, found: list[Evidence], weaker: Constraints, dropped: str) -> list[str]:
        """Return the values next to the one that was dropped, of the products that are shown."""
        understanding = self.understanding
        products = [product_of(one) for one in found[: product_lists.MAX_CARDS]]
        if dropped in {value for _, value in understanding.constraints.options}:
            return nearest_values(products, dropped, weaker)
        if weaker.options == understanding.constraints.options:
            return nearest_price(products, understanding.constraints, understanding.language)
        return []

    def listed(self, found: list[Evidence], dropped: str = "", near: Sequence[str] = ()) -> Draft:
        """Return a list of products that names their lack, and the values next to it."""
        understanding, texts = self.understanding, SEARCH_TEXTS[self.understanding.language]
        size = "" if dropped else unknown_size(understanding)
        if size:
            products = [product_of(one) for one in found[: product_lists.MAX_CARDS]]
            dropped, near = size, nearest_values(products, size, understanding.constraints)
        draft = product_lists.show(understanding, found, dropped=dropped, currency=self.currency)
        if near:
            said = texts.relaxed_near.format(dropped=dropped, near=", ".join(near))
            return replace(draft, text=said, evidence=(*draft.evidence, *near))
        use = self._silent_use()
        return replace(draft, text=texts.use_silent.format(use=use)) if use else draft

    def _silent_use(self) -> str:
        """Return the words for a use that none of the products speaks of; "": one does."""
        move = self.understanding.search
        uses = [one for one in move.search.facets if one.kind is FacetKind.USE] if move else []
        speaks = any(not fits.unmet for _, fits in self.fitting if fits.whole)
        return uses[0].words if uses and self.want.purpose and not speaks else ""

    def _others(self, move: SearchMove) -> Draft:
        left = [one for one in self.whole if one.passage.source_id not in move.search.shown]
        texts = SEARCH_TEXTS[self.understanding.language]
        if not left:
            none = product_lists.not_found(self.understanding.language)
            return replace(none, text=texts.no_more, rule="no_more_products")
        return replace(self.listed(left), text=texts.more)

    def _to_rank(self, move: SearchMove) -> list[Evidence]:
        """Return the products among which the best is looked for.

        They are those whose name says the kind; else those shown before, of which the customer
        knows that they are meant.
        """
        named = [evidence for evidence, fits in self.fitting if fits.whole and fits.named]
        if len(named) <= 1:  # the best of one is no answer
            named = [evidence for evidence, fits in self.fitting if fits.named]
        shown = [one for one in self.whole if one.passage.source_id in move.search.shown]
        return named or shown or self.whole[:MAX_RANKED]

    @property
    def currency(self) -> str:
        return self.finder.searcher.vocabulary.currency


async def find(finder: EvidenceFinder) -> FoundProducts:
    """Return the products of a message's search.

    Where nothing has all that it carried over from the search before, it is found without that.
    """
    found = await _found(finder)
    understanding = finder.understanding
    move, alone = understanding.search, understanding.alone
    if found.whole or move is None:
        return found
    if alone is not None:
        own = replace(
            understanding,
            text=_without(understanding.text, move.carried),
            constraints=alone,
            search=replace(move, search=move.alone, carried=()),
            alone=None,
        )
        without = await _found(replace(finder, understanding=own))
        return without if without.fitting else found
    uses = [one for one in move.search.facets if one.kind is FacetKind.USE]
    if uses and not found.fitting:
        text = _without(understanding.text, uses)
        without = await _found(replace(finder, understanding=replace(understanding, text=text)))
        want = replace(without.want, purpose=found.want.purpose)
        return replace(without, finder=finder, want=want) if without.fitting else found
    return found


def _without(text: str, facets: Iterable[Facet]) -> str:
    """Return the text of a search without the words of some facets."""
    for facet in facets:
        text = text.replace(facet.words, " ")
    return " ".join(text.split())


async def _found(finder: EvidenceFinder) -> FoundProducts:
    """Return the products of the kind that is named; of another word, where nothing is of that."""
    want = wanted(finder.understanding)
    constraints = finder.understanding.constraints
    fitting = await finder.products(constraints, want)
    ageless = without_ages(constraints) if want.age else constraints
    if ageless != constraints and not any(fits.whole for _, fits in fitting):
        fitting = await finder.products(ageless, want) or fitting
    if not fitting and want.head:
        titles = LEXICONS.of(finder.searcher.vocabulary).titles.words
        for other in want.modifiers:
            if key_of(other[1]) in titles:
                left = tuple(one for one in want.modifiers if one != other)
                instead = replace(want, head=other[0], modifiers=left)
                if fitting := await finder.products(constraints, instead):
                    return FoundProducts(finder=finder, want=instead, fitting=fitting)
    if len(fitting) < FEW and (want.anything or want.gift):
        loosely = replace(want, loosely=True)
        ids = {evidence.passage.source_id for evidence, _ in fitting}
        near = [
            pair
            for pair in await finder.products(constraints, loosely)
            if pair[1].suits and pair[0].passage.source_id not in ids
        ]
        want, fitting = (want if fitting else loosely), [*fitting, *near]
    return FoundProducts(finder=finder, want=want, fitting=fitting)
