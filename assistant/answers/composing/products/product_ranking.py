"""Say which of several products is the best, or that the catalogue does not tell. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.product_measures import MeasuredValue, measure
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.understanding.search_move import Criterion
from assistant.understanding.searches.criteria import CHEAPEST, criterion_named, wants_low_price
from assistant.understanding.types import Understanding
from retrieval.types import Evidence

MAX_RANKED = 4  # products that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedProducts:
    """Hold products in the order of a criterion, and those of which the catalogue does not tell."""

    measured: tuple[tuple[Evidence, MeasuredValue], ...]  # best first
    silent: tuple[Evidence, ...]

    @property
    def all(self) -> list[Evidence]:
        return [*(one for one, _ in self.measured), *self.silent]


def rank(
    understanding: Understanding, found: Sequence[Evidence], criterion: Criterion
) -> RankedProducts:
    """Return products in the order of a criterion."""
    measured: list[tuple[Evidence, MeasuredValue]] = []
    silent: list[Evidence] = []
    for one in found:
        product = product_of(one)
        told = measure(product, criterion, understanding.constraints, understanding.language)
        if told is None:
            silent.append(one)
        else:
            measured.append((one, told))
    measured.sort(key=lambda pair: -pair[1].amount if criterion.most else pair[1].amount)
    return RankedProducts(measured=tuple(measured), silent=tuple(silent))


def in_order(understanding: Understanding, found: Sequence[Evidence]) -> list[Evidence]:
    """Return products as they are, or cheapest first where a message wishes for a low price."""
    if not wants_low_price(understanding.text):
        return list(found)
    return rank(understanding, found, criterion_named(CHEAPEST)).all


def tell_best(
    understanding: Understanding, found: Sequence[Evidence], criterion: Criterion
) -> Draft:
    """Say which product is the best by a criterion, with the catalogue's value of each.

    Where it states nothing comparable, say so, and show the products as they are.
    """
    language, texts = understanding.language, SEARCH_TEXTS[understanding.language]
    ranking = rank(understanding, found, criterion)
    shown = ranking.all[:MAX_RANKED]
    products = [product_of(one) for one in shown]
    if ranking.measured:
        (best, told), *others = ranking.measured[:MAX_RANKED]
        name = product_of(best).title
        lines = [texts.best_by.format(said=criterion.said[language], name=name, value=told.said)]
        if others:
            names = [
                texts.name_value.format(name=product_of(one).title, value=other.said)
                for one, other in others
            ]
            lines.append(texts.then.format(names=", ".join(names)))
        if ranking.silent:
            lines.append(texts.others_silent)
    else:
        lines = [texts.not_comparable.format(topic=criterion.topic[language])]
    draft = Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=language,
        sources=tuple(product_source(one) for one in shown),
        cards=tuple(card(p, language, understanding.constraints) for p in products),
        evidence=(*(facts_of(p) for p in products),),
        urls=(*product_urls(products), *(one.passage.url for one in shown)),
        rule=f"best_{criterion.name}",
    )
    if ranking.measured:
        return draft
    return replace(
        draft,
        kind=ReplyKind.ABSTAINED,
        reason=Reason.NO_EVIDENCE,
        quick_replies=(TEXTS[language].talk_to_person,),
        rule="not_comparable",
    )
