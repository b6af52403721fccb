"""Take personal data out of a text before it is kept for analysis."""

from dataclasses import dataclass

from assistant.understanding.personal_data.address_spans import find_places
from assistant.understanding.personal_data.birth_dates import find_births
from assistant.understanding.personal_data.online_addresses import find_online
from assistant.understanding.personal_data.person_names import find_names
from assistant.understanding.personal_data.personal_numbers import find_numbers
from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span, merged

VERSION = 2
"""Version of the recognisers: texts that another version redacted are redacted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedText:
    """Hold a text without personal data: "call me on [phone]"."""

    text: str
    spans: tuple[Span, ...]  # of the text as it was


def placeholder(kind: PersonalDataKind) -> str:
    """Return the word in brackets that replaces personal data of a kind."""
    return f"[{kind}]"


def find_personal_data(text: str, *, names: bool = True) -> tuple[Span, ...]:
    """Return the spans of personal data in a text, in order, apart from each other.

    Numbers are recognised by check digits and numbering plans, and taken out by their length alone;
    order numbers count. Names are found only where the words around them give them away.
    """
    births, dates = find_births(text)
    found = [*births, *find_online(text), *find_places(text)]
    found += find_numbers(text, kept=dates)
    if names:
        found += find_names(text)
    return merged(found)


def remove_personal_data(
    text: str, *, names: bool = True, kept: frozenset[PersonalDataKind] = frozenset()
) -> RedactedText:
    """Return `text` with a word in brackets in place of each piece of personal data.

    Kinds of `kept` stay as they are.
    """
    spans = tuple(one for one in find_personal_data(text, names=names) if one.kind not in kept)
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], placeholder(span.kind)]
        at = span.end
    return RedactedText(text="".join((*parts, text[at:])), spans=spans)
