"""Find signals by words alone. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understanding.message_words import fold
from assistant.understanding.personal_data.payment_data import payment_data_in
from assistant.understanding.types import Signal
from retrieval.text.resource_files import load_yaml

_NEGATION = re.compile(
    r"(?<!\w)(?:ne|n'\w+|pas|jamais|aucune?|not|no|never|nor|loin d'etre"
    r"|\w+n't|dont|wont|cant|isnt|arent|wasnt|didnt)"
    r"(?:\W+(?:\w+'?)){0,3}\W*$"
)
"""A negation up to three words before the word that it negates: "je ne vais pas porter plainte"."""

_OF_ME = re.compile(
    r"(?<!\w)(?:j[e']?|jv\w*|jsui\w*|m[e']|moi|mon|ma|mes|i|i'\w+|im|ive|me|my|mine|myself)(?!\w)"
    r"|(?<!\w)j'"
)
_SEPARATE = re.compile(r"[.;!?\n]|,\s|(?<!\w)(?:mais|but|sinon|otherwise|or|ou|et|and)(?!\w)")

_SPELT = str.maketrans("0134578@$€!", "oieastbasei")
_TRICKY = re.compile(r"[^\s.,;:?()\"']*[^\W\d_][^\s.,;:?()\"']*")
_STARS = re.compile(r"\*+")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_]){3,}[^\W\d_](?!\w)")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLE = re.compile(r"([^\W\d_])\1+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSignals:
    """Hold the signals that the words of a message state."""

    plain: str  # the message as `SignalRules.plain` spells it
    certain: frozenset[Signal]
    bare: frozenset[Signal] = frozenset()  # no word beside speaks for these: no model is believed
    figurative: bool = False  # an idiom was struck out: "dying to have it"
    payment_data: str | None = None  # kind of its number: `card`, `masked_card`, `iban`


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignalPatterns:
    certain: re.Pattern[str]
    negatable: bool
    beside: re.Pattern[str] | None  # None: the model needs no word beside its own reading
    beside_me: re.Pattern[str] | None  # words that count where customers speak of themselves

    def is_bare(self, text: str) -> bool:
        """Tell whether no word of a message speaks for the signal."""
        if self.beside is None or self.beside.search(text):
            return False
        of_me = self.beside_me is not None and _OF_ME.search(text)
        return not (of_me and self.beside_me and self.beside_me.search(text))


class SignalRules:
    """Hold the lists of `resources/signals.yml`, ready for use."""

    def __init__(self) -> None:
        lists = load_yaml("assistant.understanding", "signals.yml")
        self._harmless = _any(lists["harmless"])
        self._words = {
            Signal(name): _SignalPatterns(
                certain=_any(one["certain"]),
                negatable=one["negatable"],
                beside=_any(one["beside"]) if "beside" in one else None,
                beside_me=_any(one["beside_me"]) if "beside_me" in one else None,
            )
            for name, one in lists["signals"].items()
        }
        self._tricks: frozenset[str] = frozenset(lists["disguised"].split())
        self._drawn_out: dict[str, str] = {
            _DOUBLE.sub(r"\1", trick): trick for trick in sorted(self._tricks)
        }

    def read(self, message: str) -> WordSignals:
        """Return the signals that the words of a message give."""
        plain = self.plain(message)
        text = self._harmless.sub(" ", plain)
        certain = set()
        for signal, words in self._words.items():
            found = words.certain.finditer(text)
            if any(not (words.negatable and _is_negated(text, one)) for one in found):
                certain.add(signal)
        return WordSignals(
            plain=plain,
            certain=frozenset(certain),
            bare=frozenset(signal for signal, words in self._words.items() if words.is_bare(text)),
            figurative=text != plain,
            payment_data=payment_data_in(message),
        )

    def plain(self, message: str) -> str:
        """Return a message folded, with disguised insults spelt out: "c0nnard", "sh*t", "c o n"."""
        text = _SPACED.sub(lambda m: re.sub(r"[ .\-_]", "", m[0]), fold(message))
        return _TRICKY.sub(lambda match: self._spelt(match[0]), text)

    def _spelt(self, word: str) -> str:
        short = _LONG.sub(r"\1", word)
        if short != word and (meant := self._drawn_out.get(_DOUBLE.sub(r"\1", short))):
            return meant
        if short.isalpha():
            return short
        if "*" in word:
            return next(iter(self._hidden(word)), word)
        spelt = short.rstrip("!").translate(_SPELT)
        return spelt if spelt in self._tricks else word

    def _hidden(self, word: str) -> list[str]:
        """Return the words that a word with starred letters may be, likeliest first.

        Likeliest are those with as many letters as there are stars.
        """
        one_each = re.compile(re.escape(word).replace(r"\*", r"\w"))
        any_number = re.compile(_STARS.sub(r"\\w{1,5}", re.escape(word).replace(r"\*", "*")))
        exact = [trick for trick in sorted(self._tricks) if one_each.fullmatch(trick)]
        return exact + [trick for trick in sorted(self._tricks) if any_number.fullmatch(trick)]


@cache
def shared_signal_rules() -> SignalRules:
    """Return the process's one set of rules."""
    return SignalRules()


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def _is_negated(text: str, match: re.Match[str]) -> bool:
    clause = _clauses_before(text, match.start())
    return bool(_NEGATION.search(clause))


def _clauses_before(text: str, end: int) -> str:
    """Return the text before `end` in the same clause."""
    starts: Sequence[int] = [m.end() for m in _breaks(text, end)]
    return text[starts[-1] if starts else 0 : end]


def _breaks(text: str, end: int) -> Iterator[re.Match[str]]:
    return _SEPARATE.finditer(text, 0, end)
