"""Draw scenarios for any shop: from its orders, products and rules, and every shop's needs. Pure.

What must come of each follows from how it was made: an order in a state that the rules allow it in
is cancelled, a stranger proves nothing, who does not know their order's number agrees to none, and
a matter of other trades is not answered. A question on the shop's pages may be answered or not, but
nothing is done or promised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assistant.answers.coverage.need_list import load_needs
from assistant.commerce.order import OrderStatus
from assistant.conversation.message import ChannelKind, Language
from assistant.improvement.rehearsal.saved_scenario import Known, Mood, SavedScenario, Trait
from assistant.improvement.rehearsal.written_scenario import WrittenScenario
from assistant.operations.shop_rules import Rules
from retrieval.text.resource_files import load_yaml

_PACKAGE = "assistant.improvement.rehearsal"
Kind = Mapping[str, Any]
"""A kind of scenario as the file of a language has it; an order's has its state, too."""

SHARE = 0.25
"""Share of the customers that have each trait."""

CHANNELS = {ChannelKind.WEBCHAT: 0.6, ChannelKind.WHATSAPP: 0.25, ChannelKind.MESSENGER: 0.15}
"""Share of the customers on each channel."""

HIDES = 0.4
"""Share of those with an order, and with something to hide, who do not know a part of it."""

GOES_ON = 0.4
"""Share of the customers who go on once they were answered."""

_SIGNED_IN = 0.5
_FIRST_NEEDS = ("delivery_time", "return_window")


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

    Orders, talks, products, matters of other trades and needs take turns, and so do the kinds of
    each, so that a small number has all of them.
    """
    draw = Random(seed)  # noqa: S311  # repeatable
    of_languages = [_groups(shop, language) for language in languages]
    drawn = []
    for place in range(count):
        turn, language = divmod(place, len(languages))
        groups = of_languages[language]
        round_of_groups, group = divmod(turn, len(groups))
        kind = groups[group][round_of_groups % len(groups[group])]
        written = _written(kind, shop, languages[language], draw)
        drawn.append(written.saved(by=by, at=at, scenario_id=f"drawn-{seed}-{place + 1}"))
    return tuple(drawn)


def draw_first_set(
    shop: ShopShape, *, languages: Sequence[Language], seed: int, by: str, at: datetime
) -> tuple[SavedScenario, ...]:
    """Return a first set for a shop to keep: each kind once, in one language after the other.

    It has every operation that the shop offers, delivery and returns, and matters that must not be
    answered. Strangers, injuries and lawyers are protected, and there in every language. The same
    seed gives the same scenarios, with the same ids.
    """
    draw = Random(seed)  # noqa: S311  # repeatable
    drawn = []
    for number, language in enumerate(languages):
        for place, kind in enumerate(_first_kinds(shop, language)):
            if place % len(languages) != number and not kind.get("protected"):
                continue
            written = _written(kind, shop, language, draw)
            name = f"first scenario {seed} {language} {written.name}"
            scenario_id = uuid5(NAMESPACE_URL, name).hex
            kept = written.saved(by=by, at=at, scenario_id=scenario_id)
            drawn.append(replace(kept, protected=bool(kind.get("protected"))))
    return tuple(drawn)


def _first_kinds(shop: ShopShape, language: Language) -> list[Kind]:
    """Return each kind once; of an operation, with an order that it is allowed for."""
    read = load_yaml(_PACKAGE, f"drawn.{language}.yml")
    orders = []
    for kind in read["orders"] if shop.states else ():
        allowed = [one for one in shop.states if _allows(kind, shop.rules, one)]
        orders.append({**kind, "state": (*allowed, *shop.states)[0]})
    needs = [
        _need(read, one.title, one.wordings)
        for one in load_needs(language)
        if one.name in _FIRST_NEEDS
    ]
    products = read["products"] if shop.products.get(language) else []
    return [*orders, *read["talks"], *needs, *products, *read["silent"]]


def _groups(shop: ShopShape, language: Language) -> list[Sequence[Kind]]:
    """Return the kinds of scenarios of a language, by subject."""
    read = load_yaml(_PACKAGE, f"drawn.{language}.yml")
    orders = [
        {**kind, "state": state}
        for kind in read["orders"]
        for state in shop.states
        if "rule" in kind or state is OrderStatus.PENDING or len(shop.states) == 1
    ]
    needs = [
        _need(read, need.title, need.wordings) for need in load_needs(language) if need.essential
    ]
    products = read["products"] if shop.products.get(language) else []
    return [one for one in (orders, read["talks"], products, read["silent"], needs) if one]


def _need(read: Mapping[str, Any], title: str, wordings: Sequence[str]) -> Kind:
    return {"name": read["need"].format(title=title), "openings": wordings}


def _written(kind: Kind, shop: ShopShape, language: Language, draw: Random) -> WrittenScenario:
    titles = shop.products.get(language, ())
    product = draw.choice(titles) if titles else ""
    state: OrderStatus | None = kind.get("state")
    given = {name: value for name, value in kind.items() if name in WrittenScenario.model_fields}
    hides = _hidden(kind, draw)
    unnumbered = Known.ORDER in hides
    channel = draw.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    knows_mail = Known.EMAIL not in hides and channel is ChannelKind.WEBCHAT
    says = [one.replace("{product}", product) for one in kind.get("says", ()) if one != "{order}"]
    written = {
        **given,
        "name": kind["name"] + (f" ({state})" if state and "rule" in kind else ""),
        "opening": draw.choice(kind["unnumbered" if unnumbered else "openings"]).replace(
            "{product}", product
        ),
        "language": language,
        "channel": channel,
        "mood": draw.choice(list(Mood)),
        "traits": tuple(one for one in Trait if draw.random() < SHARE),
        "order": state or "",
        "signed_in": state is not None and draw.random() < _SIGNED_IN and knows_mail,
        "hides": hides,
        "effects": (kind["effect"],) if _allows(kind, shop.rules, state) else (),
        "says": says,
        "goes_on": tuple(_next_words(kind, language, draw)),
        "seed": draw.randrange(2**31),
    }
    return WrittenScenario(**{**written, **_without(hides)})


def _hidden(kind: Kind, draw: Random) -> tuple[Known, ...]:
    """Return the facts that a customer does not know; a stranger knows none of the owner's.

    Who does not know the address of the account has no other proof either.
    """
    stranger = (Known.EMAIL, Known.NAME, Known.POSTCODE)
    if kind.get("stranger"):
        return stranger
    if "state" not in kind or draw.random() >= HIDES:
        return tuple(kind.get("hides", ()))
    can = [stranger, (Known.ORDER,)] if "unnumbered" in kind else [stranger]
    return (*kind.get("hides", ()), *draw.choice(can))


def _without(hides: Sequence[Known]) -> Mapping[str, Any]:
    """Return the expectation where a customer lacks a proof, or the number of the order.

    Nothing is done: without proof it cannot be, and nobody agrees to an order they cannot name.
    """
    if Known.EMAIL in hides:
        return {"effects": (), "proven": False, "person": None}
    if Known.ORDER in hides:
        return {"effects": (), "agrees": False, "person": None}
    return {}


def _next_words(kind: Kind, language: Language, draw: Random) -> Iterator[str]:
    """Yield the words of a customer who goes on, if they do: thanks, or another need.

    Nothing more is asked where that could change what must come of it.
    """
    if draw.random() >= GOES_ON:
        return
    if "person" in kind or kind.get("silent") or draw.random() < 1 / 2:
        yield draw.choice(load_yaml(_PACKAGE, f"drawn.{language}.yml")["thanks"])
        return
    need = draw.choice([one for one in load_needs(language) if one.essential])
    yield draw.choice(need.wordings)


def _allows(kind: Kind, rules: Rules | None, state: OrderStatus | None) -> bool:
    """Tell whether the rules of orders allow the operation of a kind in a state."""
    rule = getattr(rules, kind["rule"], None) if "rule" in kind else None
    return rule is not None and state in rule.statuses
