"""Read messages that are one command as a whole: stop, start, an offered answer's number. Pure.

Only a message that is such a word and nothing else counts: "stop" in a sentence is a word of the
sentence. The French words to stop and start are those that operators and the CNIL name, the English
ones those of the CTIA.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

_NUMBER = re.compile(r"\s*(?:n[°ºo]\.?\s*)?(\d{1,2})\s*[.):]?\s*", re.IGNORECASE)


def picked(text: str, options: Sequence[str]) -> str | None:
    """Return the option that a bare number means, counted from 1; None: it means no option.

    Where the options are numbers themselves, a number is never a position.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or any(_NUMBER.fullmatch(option) for option in options):
        return None
    place = int(found[1])
    return options[place - 1] if 1 <= place <= len(options) else None


class Preference(StrEnum):
    """Name whether the customer wants messages that they did not ask for."""

    OUT = "out"
    IN = "in"


_OUT = {
    "stop": "",
    "stop all": "en",
    "stopall": "en",
    "stop marketing": "en",
    "opt out": "en",
    "optout": "en",
    "unsubscribe": "en",
    "unsubscribe me": "en",
    "stop pub": "fr",
    "stop promo": "fr",
    "stop message": "fr",
    "stop messages": "fr",
    "arret": "fr",
    "arreter": "fr",
    "arretez": "fr",
    "desabonner": "fr",
    "desabonnement": "fr",
    "desabonnez moi": "fr",
    "me desabonner": "fr",
    "se desabonner": "fr",
    "desinscription": "fr",
    "desinscrire": "fr",
    "desinscrivez moi": "fr",
    "me desinscrire": "fr",
    "se desinscrire": "fr",
    "resilier": "fr",
}
_IN = {
    "start": "",
    "unstop": "en",
    "opt in": "en",
    "subscribe": "en",
    "reabonner": "fr",
    "me reabonner": "fr",
    "reabonnez moi": "fr",
    "reprendre": "fr",
}


def preference_of(text: str) -> tuple[Preference, str] | None:
    """Return the preference on unasked messages that a message states, and its language.

    The language is "" where the word has none. None: the message states no preference.
    """
    plain = plain_words(text)
    if plain in _OUT:
        return Preference.OUT, _OUT[plain]
    if plain in _IN:
        return Preference.IN, _IN[plain]
    return None


def plain_words(text: str) -> str:
    """Return lower-case words without accents, marks and emoji; "": there are too many of them."""
    if len(text) > 60:  # noqa: PLR2004 - no such message is as long, whatever stands around it
        return ""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in spread if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
