"""Models with a character: one is honest, one makes things up."""

import json
import re
from typing import Any

from tests.support.simulators.model.script import Asked, Said, ShownFact

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")

LIES = (
    "You have 97 days for that and it costs 13.37 €.",
    "See https://evil.example/offers for more.",
    "I have already refunded your order.",
    "Our partner MegaCargo delivers it on Sunday.",
)


def cited(text: str, number: int = 2) -> str:
    """Return a sentence with the number of the fact that it rests on."""
    return f"{text} [{number}]"


def sentences(*parts: tuple[int, str, str]) -> str:
    """Return sentences in the form that summaries are asked for, each (source, quote, text)."""
    written: list[dict[str, Any]] = [
        {"source": source, "quote": quote, "text": text} for source, quote, text in parts
    ]
    return json.dumps({"sentences": written}, ensure_ascii=False)


def first_line(fact: ShownFact) -> str:
    """Return the first sentence of a fact, word by word."""
    found = _SENTENCE.search(fact.text)
    return found[0].strip() if found else ""


def honest(asked: Asked) -> Said:
    """Answer with the first sentence of the first page, word by word; leave out what is doubted."""
    if asked.objected:
        return Said(text="\n".join(f"{number}: -" for number in asked.objected))
    pages = [one for one in asked.facts if one.origin == "page"]
    if not pages:
        return Said(text="The pages of the shop do not say it. [0]")
    return Said(text=cited(first_line(pages[0]), pages[0].number))


def inventive(asked: Asked) -> Said:
    """Answer with what stands nowhere: a figure, a link, a promise, a name; asked anew, others."""
    if asked.objected:
        lies = zip(asked.objected, LIES[1:] + LIES[:1], strict=False)
        return Said(text="\n".join(f"{number}: {cited(lie)}" for number, lie in lies))
    return Said(text=" ".join(cited(lie) for lie in LIES[len(asked.last) % 4 :]))
