"""The worst model there can be: it does what any text says, and more than it was offered."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.model.script import Asked, Call, Said

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
    """Return the recital in every form that an answer might be asked for in."""
    if not asked.wants_json:
        return text
    return json.dumps({"sentences": [{"source": 1, "quote": text, "text": text}]})
