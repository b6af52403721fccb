"""Read messages that stand for something as a whole.

Stop, start, the number of an offered answer. Pure.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

_NUMBER = re.compile(r"\s*(?:n[°ºo]\.?\s*)?(\d{1,2})\s*[.):]?\s*", re.IGNORECASE)


def picked(text: str, options: Sequence[str]) -> str | None:
    """Return the option that a bare number stands for, counted from 1; None: it stands for none.

    Where options are numbers themselves, a number is one of them and no place.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or any(_NUMBER.fullmatch(option) for option in options):
        return None
    place = int(found[1])
    return options[place - 1] if 1 <= place <= len(options) else None


class Preference(StrEnum):
    """What the customer wants of messages that they did not ask for."""

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
    """Return what a message says of unasked messages, and its language; "": it has none.

    None: it says nothing of them.
    """
    plain = _plain(text)
    if plain in _OUT:
        return Preference.OUT, _OUT[plain]
    if plain in _IN:
        return Preference.IN, _IN[plain]
    return None


def _plain(text: str) -> str:
    """Return lower-case words without accents, marks and emoji."""
    if len(text) > 60:  # noqa: PLR2004 - no such word is as long, whatever stands around it
        return ""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in spread if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
