"""Take the courtesies off a message, so that its question is searched without them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understanding.message_words import fold
from assistant.understanding.types import Intent
from retrieval.text.resource_files import load_yaml

_PART = re.compile(r"[^.!?…,;:\n]+(?:[.!?…,;:\n]+\s*|$)")
_SIGNED = 3
"""Most words of the name behind a farewell or thanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BareMessage:
    """Hold the words of a message that ask, and the intent of one that only is polite."""

    text: str  # without courtesies; the whole message where nothing else is in it
    intent: Intent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Courtesies:
    thanks: re.Pattern[str]
    farewell: re.Pattern[str]
    waiting: re.Pattern[str]
    greeting: re.Pattern[str]
    tail: re.Pattern[str]  # thanks that need no mark in front of them: "merci d'avance"

    def closes(self, part: str) -> bool:
        """Tell whether a part of a message thanks, takes leave, or waits for an answer."""
        return any(one.fullmatch(part) for one in (self.thanks, self.farewell, self.waiting))


def without_courtesies(message: str) -> BareMessage:
    """Return a message without greeting, thanks and farewell before and after its question.

    A word of politeness within a sentence stays: "a card that says thank you".
    """
    lists = _courtesies()
    folded = fold(message)
    parts = [(one.start(), one.end()) for one in _PART.finditer(folded)]
    said = [folded[start:end].strip(" .!?…,;:\n\r\t-") for start, end in parts]
    first, last = 0, len(parts)
    while first < last and (lists.greeting.fullmatch(said[first]) or lists.closes(said[first])):
        first += 1
    while last > first and _is_end(said, last - 1, message[slice(*parts[last - 1])], lists):
        last -= 1
    if first == last:
        return BareMessage(text=message, intent=_social(said, lists))
    text = message[parts[first][0] : parts[last - 1][1]].strip()
    if last == len(parts) and (tail := lists.tail.search(fold(text))):
        text = text[: tail.start()].strip()
    return BareMessage(text=text)


def _is_end(said: Sequence[str], at: int, part: str, lists: _Courtesies) -> bool:
    """Tell whether a part at the end of a message only is polite, or is a name below it."""
    if lists.closes(said[at]):
        return True
    names = part.split()
    signs = len(names) <= _SIGNED and "?" not in part and all(one[:1].isupper() for one in names)
    return at > 0 and signs and lists.closes(said[at - 1])


def _social(said: Sequence[str], lists: _Courtesies) -> Intent | None:
    """Return the intent of a message that is nothing but polite; None: it only greets.

    "Merci, Paris" may answer a question.
    """
    closing = [one for one in said if lists.closes(one)]
    if any(lists.farewell.fullmatch(one) for one in closing):
        return Intent.GOODBYE
    named = any(not (lists.closes(one) or lists.greeting.fullmatch(one)) for one in said)
    return Intent.THANKS if closing and not named else None


@cache
def _courtesies() -> _Courtesies:
    lists = load_yaml("assistant.understanding", "courtesies.yml")
    words = "|".join(map(re.escape, lists["around"].split()))
    around = rf"(?:[\s'-]+(?:{words})|(?<=')(?:{words}))*"
    heads = {name: _heads(lists[name]) for name in ("thanks", "farewell", "waiting", "greeting")}
    more = rf"(?:\s+(?:et|and)\s+(?:{heads['thanks']}|{heads['farewell']}){around})*"
    surely = r"(?:merci|thanks|thx|thank you|remercie) (?:d[' ]?avance|par avance|in advance)"
    return _Courtesies(
        **{name: re.compile(rf"(?:{head}){around}{more}") for name, head in heads.items()},
        tail=re.compile(rf"(?<=\w)\s+{surely}{around}{more}\W*$"),
    )


def _heads(listed: str) -> str:
    return "|".join(one.strip() for one in re.split(r"\s\|\s", listed.strip()))
