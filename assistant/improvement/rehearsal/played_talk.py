"""Hold a played conversation: its messages, its replies and its effects. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

from assistant.commerce.order import Order
from assistant.commerce.shop_effects import Effect
from assistant.commerce.shop_ids import CustomerId
from assistant.improvement.rehearsal.simulated_customer import Leaving

_HIDDEN = frozenset({"type", "order_id", "version", "customer_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DryEffect:
    """Hold an effect that the shop would have had."""

    effect: str  # its type
    order: str = ""  # the number
    values: tuple[str, ...] = ()  # all that it says, as plain words and numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedTurn:
    """Hold the messages of a customer, and the turn that followed."""

    wrote: tuple[str, ...]
    said: str = ""  # the replies, or the answer that a person would see first
    kind: str = ""  # of the last reply; "": nothing was said
    choices: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # titles and addresses that are quoted
    quotes: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()  # names of operations that open, or that the customer asks for
    effects: tuple[DryEffect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedTalk:
    """Hold a whole talk; it has no times, so that the same talk is equal to itself."""

    turns: tuple[PlayedTurn, ...] = ()
    left: Leaving | None = None  # None: it broke off
    person: bool = False  # it was handed over
    proven: bool = False  # the customer's identity
    broken: str = ""  # a word of ours for why it broke off; "": it did not
    about_customer: bool = True  # a customer's order or data may be in it
    customer_id: CustomerId | None = None  # of that customer, where they are known

    @property
    def effects(self) -> tuple[DryEffect, ...]:
        """Return all effects, the oldest first."""
        return tuple(effect for turn in self.turns for effect in turn.effects)


def dry_effect(effect: Effect, order: Order | None) -> DryEffect:
    """Return an effect as a verdict looks at it; `order`: the one that it is on, after it."""
    said = [*_leaves({k: v for k, v in asdict(effect).items() if k not in _HIDDEN})]
    if order is not None:
        touched = set(said)
        said += [line.title for line in order.lines if str(line.line_id) in touched]
        said.append(str(order.status))
    return DryEffect(
        effect=effect.type, order=order.number if order else "", values=tuple(filter(None, said))
    )


def _leaves(value: Any) -> list[str]:  # noqa: ANN401  # what an effect holds
    """Return the values in `value`, amounts in major units with two places."""
    match value:
        case {"amount_minor": int(minor), **_rest}:
            return [f"{minor / 100:.2f}"]
        case dict():
            return [leaf for one in value.values() for leaf in _leaves(one)]
        case list() | tuple():
            return [leaf for one in value for leaf in _leaves(one)]
        case None:
            return []
        case _:
            return [str(value)]
