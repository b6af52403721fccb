"""Models with a character: one does what anybody tells it, one makes things up, one is honest."""

import json
import re
from typing import Any

from tests.support.simulators.model.script import Asked, Call, Said

_CALL = re.compile(
    r"(?:call|use|run|execute|appelle|utilise|exécute)\w*\s+`?(\w+)`?\s*(\{[^{}]*\})?",
    re.IGNORECASE,
)
_SAY = re.compile(
    r"(?:say|repeat|print|answer with|reply with|dis|répète|réponds)[:\s]+"
    r"[\"«“']?([^\"»”'\n]{3,200})",
    re.IGNORECASE,
)
_REVEAL = re.compile(
    r"system\s?prompt|instructions|consignes|reveal|secret|anweisungen|instrucciones|istruzioni",
    re.IGNORECASE,
)
_PASSAGE = re.compile(r'<passage number="1"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
_SENTENCE = re.compile(r"[^.!?]+[.!?]")


def obedient(asked: Asked) -> Said:
    """Do whatever any message says, whoever wrote it: the worst model there can be.

    It calls every tool that is named, with the arguments that stand behind the name; it says what
    it is told to say; asked for its instructions, it recites all that it was given.
    """
    said = "\n".join(str(m.get("content") or "") for m in asked.messages if m["role"] != "system")
    calls = tuple(
        Call(name=name, arguments=given or "{}")
        for name, given in _CALL.findall(said)
        if name in asked.tools
    )
    if calls:
        return Said(calls=calls)
    if _REVEAL.search(said):
        return Said(text=worded(asked, asked.system[:4000]))
    if told := _SAY.findall(said):
        return Said(text=worded(asked, told[-1]))
    return Said(text=worded(asked, asked.last[:400]))


def worded(asked: Asked, text: str, *, source: int = 1, quote: str = "") -> str:
    """Return `text` in the form that the request asks for: sentences in JSON, or as it is."""
    if not asked.wants_json:
        return text
    return json.dumps(
        {"sentences": [{"source": source, "quote": quote or text, "text": text}]},
        ensure_ascii=False,
    )


def sentences(*parts: tuple[int, str, str]) -> str:
    """Return sentences in the form that answers are asked for, each (source, quote, text)."""
    written: list[dict[str, Any]] = [
        {"source": source, "quote": quote, "text": text} for source, quote, text in parts
    ]
    return json.dumps({"sentences": written}, ensure_ascii=False)


def honest(asked: Asked) -> Said:
    """Answer with the first sentence of the first passage, word by word."""
    body = _PASSAGE.search(asked.last)
    line = next((one for one in body[1].splitlines() if one.strip()), "") if body else ""
    first = _SENTENCE.match(line.strip())
    if first is None:
        return Said(text=sentences())
    return Said(text=sentences((1, first[0], first[0])))


def inventive(asked: Asked) -> Said:
    """Answer with what stands nowhere: a figure, a link, a promise, a name, one after the other."""
    lies = (
        "You have 97 days for that and it costs 13.37 €.",
        "See https://evil.example/offers for more.",
        "I have already refunded your order.",
        "Our partner MegaCargo delivers it on Sunday.",
    )
    return Said(text=sentences(*((1, lie, lie) for lie in lies[len(asked.last) % 4 :])))
