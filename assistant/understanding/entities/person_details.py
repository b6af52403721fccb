"""Find the details of the person that writes: e-mail addresses, one-time codes, names."""

import re

from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity, PersonName
from retrieval.text.resource_files import load_yaml

MAX_NAME_WORDS = 5
MAX_EMAIL = 254  # RFC 5321

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w@-])",
    re.ASCII,
)
_CODE = re.compile(r"(?<![\w.,])(\d{3})[ -]?(\d{3})(?![\w]|[.,]\d)")
_TITLE = r"(?:(?:mr|mrs|ms|miss|dr|m|mme|mlle|monsieur|madame|mademoiselle)\.?\s+)?"
_SAYS_NAME = re.compile(
    rf"(?<!\w)(?:my (?:full )?name(?:'s| is)?:?|name ?(?:is|:)|je m'appelle|moi,? c'est"
    rf"|mon nom(?: complet)?(?: est|,? c'est)?:?|au nom de|under the name(?: of)?|nom ?:"
    rf"|i go by)\s+{_TITLE}"
)
# "I am Jeanne Martin" names somebody, "I am waiting" does not: capitals tell.
_MAY_SAY_NAME = re.compile(
    rf"(?<!\w)(?:je suis|ici|c'est|i am|i'm|im|this is|it's|here is)\s+{_TITLE}"
)
_NAME_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"  # noqa: RUF001 (what keyboards type)
_WORD = re.compile(rf"\s*({_NAME_WORD})\.?")
_NAMES = load_yaml("assistant.understanding", "entities.yml")["names"]
_PARTICLES = frozenset(_NAMES["particles"].split())
_ENDS = frozenset(_NAMES["ends"].split())
_FILLERS = frozenset(_NAMES["fillers"].split())


def find_emails(text: str) -> tuple[Entity[str], ...]:
    """Return the e-mail addresses in `text`, in lower case."""
    return tuple(
        Entity(
            value=match[0].lstrip("."),
            start=match.end() - len(match[0].lstrip(".")),
            end=match.end(),
        )
        for match in _EMAIL.finditer(text.lower() if len(text.lower()) == len(text) else text)
        if len(match[0]) <= MAX_EMAIL
    )


def find_code(text: str) -> Entity[str] | None:
    """Return the six digits in `text`, "123 456" included; None: there are none."""
    match = _CODE.search(text)
    if match is None:
        return None
    return Entity(value=match[1] + match[2], start=match.start(), end=match.end())


def find_name(text: str, *, wanted: bool = False) -> Entity[PersonName] | None:
    """Return the name that a person gives; `wanted`: it was asked for, so a bare name will do.

    A name has a given and a family part, "Jeanne de la Tour" the family part "de la Tour".
    """
    folded = fold(text)
    said = _SAYS_NAME.search(folded)
    if said is not None:
        named = _name_at(text, said.end(), strict=False)
        if named is not None:
            return named
    for may in _MAY_SAY_NAME.finditer(folded):
        named = _name_at(text, may.end(), strict=True)
        if named is not None:
            return named
    return _bare_name(text) if wanted else None


def _name_at(text: str, at: int, *, strict: bool) -> Entity[PersonName] | None:
    """Return the name whose words begin at `at`; `strict`: written with capitals."""
    words: list[str] = []
    start = end = at
    while len(words) < MAX_NAME_WORDS and (match := _WORD.match(text, end)):
        word = match[1]
        low = fold(word)
        if low in _ENDS or (strict and not (word[0].isupper() or low in _PARTICLES)):
            break
        start = match.start(1) if not words else start
        words.append(word)
        end = match.end(1)
    while words and fold(words[-1]) in _PARTICLES:
        words.pop()
        end = start + len(text[start:end].rsplit(maxsplit=1)[0])
    if len(words) < 2:  # noqa: PLR2004 (a given and a family part)
        return None
    value = PersonName(given=words[0], family=" ".join(words[1:]))
    return Entity(value=value, start=start, end=end)


def _bare_name(text: str) -> Entity[PersonName] | None:
    """Return the name that is all a message says, but for courtesy, an address or a code."""
    hidden = _EMAIL.sub(lambda m: " " * len(m[0]), text)
    words = [m for m in re.finditer(_NAME_WORD, hidden) if fold(m[0]) not in _FILLERS]
    if not 2 <= len(words) <= 4 or any(fold(m[0]) in _ENDS for m in words):  # noqa: PLR2004
        return None
    return _name_at(hidden, words[0].start(), strict=False)
