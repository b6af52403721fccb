"""Draw scenarios for any shop: from its orders, products and rules, and every shop's needs. Pure.

What must come of each follows from how it was made: an order in a state that the rules allow it in
is cancelled, a stranger proves nothing. A question on the shop's pages may be answered or not, but
nothing is done or promised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from assistant.answers.coverage.need_list import load_needs
from assistant.commerce.order import OrderStatus
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import Known, Mood, SavedScenario, Trait
from assistant.improvement.rehearsal.written_scenario import WrittenScenario
from assistant.operations.shop_rules import Rules
from retrieval.text.resource_files import load_yaml

_PACKAGE = "assistant.improvement.rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopShape:
    """Hold all of a shop that scenarios are drawn from."""

    states: tuple[OrderStatus, ...] = ()  # of orders that it has, in a fixed order
    products: Mapping[Language, Sequence[str]]  # titles
    rules: Rules | None = None  # None: there is no shop system


def draw_scenarios(
    shop: ShopShape, *, languages: Sequence[Language], count: int, seed: int, by: str, at: datetime
) -> tuple[SavedScenario, ...]:
    """Return `count` scenarios; the same seed on the same shop gives the same.

    Kinds take turns, so that a small number has each.
    """
    draw = Random(seed)  # noqa: S311  # repeatable
    kinds = [_kinds(shop, language) for language in languages]
    drawn = []
    for place in range(count):
        language = place % len(kinds)
        of_language = kinds[language]
        kind = of_language[(place // len(kinds)) % len(of_language)]
        written = _written(kind, shop, languages[language], draw)
        drawn.append(written.saved(by=by, at=at, scenario_id=f"drawn-{seed}-{place + 1}"))
    return tuple(drawn)


def _kinds(shop: ShopShape, language: Language) -> list[Mapping[str, Any]]:
    """Return the kinds of scenarios of a language, those of orders, talks and products mixed."""
    read = load_yaml(_PACKAGE, f"drawn.{language}.yml")
    orders = [
        {**kind, "state": state}
        for kind in read["orders"]
        for state in shop.states
        if "rule" in kind or state is OrderStatus.PENDING or len(shop.states) == 1
    ]
    needs = [
        {
            "name": read["need"].format(title=need.title),
            "openings": need.wordings,
        }
        for need in load_needs(language)
        if need.essential
    ]
    products = read["products"] if shop.products.get(language) else []
    groups = [one for one in (orders, read["talks"], products, needs) if one]
    return list(_in_turns(groups))


def _in_turns(groups: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[Mapping[str, Any]]:
    for place in range(max(map(len, groups))):
        for group in groups:
            if place < len(group):
                yield group[place]


def _written(
    kind: Mapping[str, Any], shop: ShopShape, language: Language, draw: Random
) -> WrittenScenario:
    titles = shop.products.get(language, ())
    product = draw.choice(titles) if titles else ""
    state: OrderStatus | None = kind.get("state")
    given = {name: value for name, value in kind.items() if name in WrittenScenario.model_fields}
    says = [one.replace("{product}", product) for one in kind.get("says", ()) if one != "{order}"]
    stranger = kind.get("stranger", False)
    return WrittenScenario(
        **{
            **given,
            "name": kind["name"] + (f" ({state})" if state and "rule" in kind else ""),
            "opening": draw.choice(kind["openings"]).replace("{product}", product),
            "language": language,
            "mood": draw.choice(list(Mood)),
            "traits": tuple(one for one in Trait if one in _TRAITS and draw.random() < _SHARE),
            "order": state or "",
            "signed_in": state is not None and not stranger and draw.random() < _SIGNED_IN,
            "hides": (Known.EMAIL,) if stranger else (),
            "effects": _effects(kind, shop.rules, state),
            "says": says,
            "seed": draw.randrange(2**31),
        }
    )


_TRAITS = frozenset({Trait.NO_ACCENTS, Trait.LOWER_CASE, Trait.TYPOS})
_SHARE = 0.25  # of the customers that have each
_SIGNED_IN = 0.5


def _effects(
    kind: Mapping[str, Any], rules: Rules | None, state: OrderStatus | None
) -> tuple[str, ...]:
    rule = getattr(rules, kind["rule"], None) if "rule" in kind else None
    allowed = rule is not None and state in rule.statuses
    return (kind["effect"],) if allowed else ()
