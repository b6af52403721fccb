"""Answer from the products before the customer: a size, the best of them, a fact of one."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.products import product_answers
from assistant.answers.composing.products.product_advice import advise
from assistant.answers.composing.products.product_focus import asks_to_choose
from assistant.answers.composing.products.product_ranking import rank, tell_best
from assistant.answers.composing.products.size_advice import advise_size, tell_row
from assistant.answers.composing.products.wanted_products import wanted
from assistant.answers.reply_draft import Draft
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.entities.body_measures import read_size_wish
from assistant.understanding.message_words import split
from assistant.understanding.search_move import Criterion
from assistant.understanding.searches.criteria import criterion_in
from assistant.understanding.types import Intent, Understanding
from assistant.understanding.word_lists import word_list
from retrieval.types import Evidence

MANY_OF_A_KIND = 4  # products of which a fact is told each; of more, the customer chooses first
FEW_WORDS = 4  # "dispo en noir ?": more may be about another product


async def tell_size(
    finder: EvidenceFinder,
    named: tuple[str, ...],
    focus: tuple[str, ...],
    earlier: tuple[str, ...],
) -> Draft | None:
    """Tell the size to take of the product that is meant; None: no size is asked for."""
    understanding = finder.understanding
    wish = read_size_wish(understanding.own_words)
    if not wish.is_told or len(named) > 1:
        return None
    of_list = not named and (wish.measures or wish.asks or wish.between)
    meant = named or (focus[:1] if of_list and not _looks_for_some(understanding) else ())
    if meant:
        wish = wish.with_told(earlier)
        found = await finder.product(meant[0])
        tables = await finder.size_tables()
        return advise_size(understanding, wish, found, tables) if found else None
    if understanding.constraints.category or not wish.measures:
        return None
    return tell_row(understanding, wish, await finder.size_tables())


def _looks_for_some(understanding: Understanding) -> bool:
    """Tell whether a message looks for another thing: "un truc pour Luc, il fait 1m20"."""
    words = {word.text for word in split(understanding.own_words)}
    return bool(understanding.constraints.category or words & word_list("anything"))


async def answer_from_seen(
    finder: EvidenceFinder, named: tuple[str, ...], focus: tuple[str, ...]
) -> Draft | None:
    """Answer from the products before the customer where nothing else does."""
    understanding = finder.understanding
    if len(focus) > 1 and not named and asks_to_choose(understanding.own_words):
        found = [one for product_id in focus if (one := await finder.product(product_id))]
        asked = criterion_in(understanding.own_words)
        if asked is not None:
            return tell_best(understanding, found, asked.criterion)
        return advise(understanding, wanted(understanding), found, finder.advice)
    spoken_of = named or focus
    if len(spoken_of) == 1 and (asked := criterion_in(understanding.own_words)):
        return await _better(finder, spoken_of[0], asked.criterion)
    return None if named else await _of_focus(finder, focus)


async def _better(finder: EvidenceFinder, product_id: str, criterion: Criterion) -> Draft | None:
    """Show the best products of a product's kind by a criterion: "moins cher ?"; None: none."""
    found = await finder.product(product_id)
    about = found.passage.product if found else None
    if found is None or about is None or not about.category:
        return None
    others = await finder.of_category(about)
    ranked = rank(finder.understanding, [found, *others], criterion)
    ids = [one.passage.source_id for one, _ in ranked.measured]
    before = ranked.measured[: ids.index(product_id)] if product_id in ids else ()
    if not before:
        return None
    return tell_best(finder.understanding, [one for one, _ in before], criterion)


async def _of_focus(finder: EvidenceFinder, focus: tuple[str, ...]) -> Draft | None:
    """Answer from the one product before the customer; None: its page does not tell.

    "Is it itchy" and "microwave?" name no product, and may be read as anything. So only a
    sentence of the product's page counts, or a colour or size in a few words.
    """
    if len(focus) != 1 or finder.understanding.products:
        return None
    found = await finder.product(focus[0])
    if found is None:
        return None
    asked = replace(finder.understanding, intent=Intent.PRODUCT_QUESTION)
    draft = await answer_about(replace(finder, understanding=asked), found)
    brief = len(asked.own_words.split()) <= FEW_WORDS and bool(asked.constraints.options)
    quotes = any(one.quote != one.title for one in draft.sources)
    return draft if draft.reason is None and (brief or quotes) else None


async def answer_about(finder: EvidenceFinder, found: Evidence) -> Draft:
    """Answer from the facts of one product; others like it begin a search for their kind."""
    about = found.passage.product
    if about is None or not product_answers.wants_alternatives(finder.understanding, about):
        return product_answers.answer(finder.understanding, found)
    draft = product_answers.answer(finder.understanding, found, await finder.alike(about))
    if len(draft.cards) <= 1 or not about.category:
        return draft
    search = ProductSearch(kind=about.category[-1])
    return replace(draft, search=search.showing(card.product_id for card in draft.cards))


async def answer_about_kind(finder: EvidenceFinder, kind: Sequence[Evidence]) -> Draft | None:
    """Answer from the facts of all products of a kind: "does the cup go into the microwave?".

    None: there are too many, or none of their pages says it.
    """
    if len(kind) == 1:
        draft = await answer_about(finder, kind[0])
        return draft if draft.reason is None else None
    if not kind or len(kind) > MANY_OF_A_KIND:
        return None
    return product_answers.tell_of_each(finder.understanding, kind)
