"""A model that helps agents: it answers, rewords and sums up as a good one would, from a list."""

import re

from tests.support.simulators.model.personas import honest, sentences
from tests.support.simulators.model.script import Asked, Said
from tests.support.simulators.model.scripted_caller import ScriptedCaller

_WORDS = re.compile(r"<words>\n(.*)\n</words>", re.DOTALL)
_MESSAGE = re.compile(r'<passage number="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
_FIGURE = re.compile(r"\d")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")

_FRENCH = {
    "Your parcel arrives on 3 December with code LUNE25.": (
        "Votre colis arrive le 3 décembre avec le code LUNE25."
    )
}
_ORDERS = ScriptedCaller(
    calls={
        "where is my order BM10484263?": [{"order_status": {"order_number": "BM10484263"}}],
    }
)
_ENGLISH = {french: english for english, french in _FRENCH.items()}


def _sentences(words: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.findall(words)]


def helpful(asked: Asked) -> Said:
    """Do what an agent's copilot asks a model for, and no more."""
    if asked.system.startswith("You reword"):
        return Said(text=_reworded(asked))
    if asked.system.startswith("You sum up"):
        return Said(text=_summed_up(asked.last))
    return _ORDERS(asked) if asked.message in _ORDERS.calls else honest(asked)


def careless(asked: Asked) -> Said:
    """Reword what it should leave: it changes every figure."""
    if not asked.system.startswith("You reword"):
        return helpful(asked)
    return Said(text=re.sub(r"\d", "7", _words(asked)))


def _words(asked: Asked) -> str:
    found = _WORDS.search(asked.last)
    return found[1] if found else ""


def _reworded(asked: Asked) -> str:
    """Say the words as they are asked for; what it knows no other way for stays."""
    words = _words(asked)
    if "Make it shorter" in asked.system:
        return " ".join(one for one in _sentences(words) if _FIGURE.search(one))
    if "Make it warmer" in asked.system:
        return f"Thank you for your patience. {words}"
    other = _FRENCH if "into French" in asked.system else _ENGLISH
    return other.get(words, words)


def _summed_up(shown: str) -> str:
    """Say what the first sentence of the last message says, and ask what it asks."""
    number, text = _MESSAGE.findall(shown)[-1]
    said = [one.strip() for one in _SENTENCE.findall(text) if one.strip()]
    told = f"The customer writes: {said[0].rstrip('.!?')}."
    asked = [(int(number), one, one) for one in said if one.endswith("?")]
    return sentences((int(number), said[0], told), *asked[-1:])
