"""Let a language model choose which facts or products answer; the words stay the shop's."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.composing.evidence_finder import NEAR, EvidenceFinder, ReadingModel
from assistant.answers.composing.found_products import FoundProducts
from assistant.answers.composing.pages.statement_reading import CHOSEN, as_lines, put_first
from assistant.answers.composing.products import product_answers, product_lists
from assistant.answers.composing.products.product_ages import suits_age, without_ages
from assistant.answers.composing.products.product_cards import facts_of, product_of
from assistant.answers.composing.stated_answers import answer
from assistant.answers.reply_draft import Draft
from retrieval.types import Evidence


async def choose_facts(
    finder: EvidenceFinder, products: Sequence[Evidence], model: ReadingModel
) -> Draft | None:
    """Answer with the facts of `products` and statements of pages that a model chooses.

    None: the model cannot tell, or none of several products has a fact that answers.
    """
    understanding = finder.understanding
    facts = [
        (one, fact)
        for one in products
        for fact in product_answers.facts_to_choose(understanding, one)
    ]
    pages = await replace(finder, reader=None, model=None).statements()
    lines = [f"{one.passage.title} > {fact.text}" for one, fact in facts] + as_lines(pages)
    chosen = await model.choose(understanding.text, lines)
    if chosen is None or (not chosen and len(products) > 1):
        return None
    drafts = [
        product_answers.tell(understanding, one, own)
        for one in products
        if (own := [facts[at][1] for at in chosen if at < len(facts) and facts[at][0] is one])
    ]
    if said := [at - len(facts) for at in chosen if at >= len(facts)]:
        told = answer(finder, put_first(pages, said), floor=CHOSEN)
        drafts += [told] if told else []
    if not drafts:
        return product_answers.tell(understanding, products[0], [])
    first, *others = drafts
    for other in others:
        first = first.joined_to(other)
    return first


async def choose_products(found: FoundProducts, model: ReadingModel) -> Draft | None:
    """Show the products that a model chooses among those that fulfil every condition of a search.

    The kind of thing is left to the model, and said only where all that it chose are of it. If it
    chooses none, the reply says so before it shows what is near. None: the model cannot tell, or
    nothing that is near fulfils the conditions.
    """
    understanding = found.understanding
    constraints = understanding.constraints
    anything = replace(constraints, category="")
    nearest = await found.finder.near_products(anything)
    if found.want.age and (ageless := without_ages(anything)) != anything:
        toys = await found.finder.near_products(ageless)
        nearest = [*nearest, *(one for one in toys if suits_age(product_of(one), found.want.age))]
    near = [*{one.passage.source_id: one for one in (*found.whole[:NEAR], *nearest)}.values()]
    lines = [facts_of(product_of(one)) for one in near]
    chosen = await model.choose(understanding.text, lines) if lines else None
    if chosen is None:
        return None
    if not chosen:
        none = product_lists.none_such(understanding, near, currency=found.currency)
        return found.in_search(none) if _names_thing(found) else None
    picked = [near[at] for at in chosen]
    if not all(constraints.category in product_of(one).category for one in picked):
        told = replace(understanding, constraints=replace(constraints, category=""))
        found = replace(found, finder=replace(found.finder, understanding=told))
    found = replace(found, want=replace(found.want, purpose=()))  # the model knows what it is for
    return found.in_search(found.listed(picked))


def _names_thing(found: FoundProducts) -> bool:
    """Tell whether a search names a thing; "others" and "the cheapest" name none."""
    move = found.understanding.search
    return move is None or not (move.more or move.criterion is not None or move.search.advises)
