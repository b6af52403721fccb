"""The words with which a customer says that they want nothing unasked, or takes that back. Pure.

Only a message that is such a word and nothing else counts: "stop" in a sentence is a word of the
sentence. The French ones are those that operators and the CNIL name, the English those of the CTIA.
"""

import unicodedata
from enum import StrEnum


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
