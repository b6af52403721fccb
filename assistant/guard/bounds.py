"""Whether a sentence moves what a time or a price counts from. Pure.

"30 days from delivery" is not "30 days from the order", nor "after 30 days"; "free from 60 €" is
not "free".
"""

from collections.abc import Iterator

import regex

from retrieval.catalogue.folding import fold

_NUMBER = r"\d+(?:[.,]\d+)*"
_NUMBERS = regex.compile(_NUMBER)
_LATER = regex.compile(
    r"\b(?:after|beyond|past|apres|au bout de|au dela de|passe) (?:the |les |ces )?(?=\d)"
)
_FREE = r"(?:free|gratuite?s?|offerte?s?)"
_ABOVE = r"(?:from|over|above|des|a partir de|au[ -]dela de|au[ -]dessus de)"
_FREE_FROM = regex.compile(rf"\b{_FREE} {_ABOVE} (?:€ |eur )?{_NUMBER}")
_FREE_COLUMN = regex.compile(rf"\|\s*{_FREE}\s+{_ABOVE}[^|]*\|")  # of a table's header
_SAYS_FREE = regex.compile(rf"\b{_FREE}\b")
_FROM = (
    r"\b(?:from|after|of|since|following|upon|apres|suivant|depuis|a compter de|a partir de)"
    r" (?:(?:the|your|date of|a|la|le|votre|sa|son|date de) ?|l )*"
)
_STARTS = tuple(
    (regex.compile(_FROM + rf"(?:{own})\b"), regex.compile(rf"\b(?:{other})\b"))
    for own, other in (
        (
            "order|ordering|purchase|buying|commande|achat",
            r"order\w*|purchas\w*|bought|buy\w*|command\w*|achat\w*|achet\w*",
        ),
        ("payment|paying|paiement", r"pay\w*|paid|paiement\w*"),
        (
            "delivery|receipt|receiving|arrival|livraison|reception|arrivee",
            r"deliver\w*|receipt|receiv\w*|arriv\w*|livraison\w*|livr\w+|reception\w*|recu\w*|recev\w*",
        ),
        (
            "dispatch|shipping|shipment|expedition|envoi",
            r"dispatch\w*|ship\w*|sent|send\w*|expedi\w*|envo\w*",
        ),
    )
)
_WORD = regex.compile(r"[\p{L}€]+|\d+(?:[.,]\d+)*")


def moves_a_bound(sentence: str, span: str) -> bool:
    """Whether `sentence` has a time begin, or a price hold, where `span` does not."""
    said, stands = _words(sentence), _words(span)
    conditional = _FREE_FROM.search(stands) or _FREE_COLUMN.search(fold(span))
    if conditional and _SAYS_FREE.search(said) and not _NUMBERS.search(said):
        return True
    return any(_moved(said, stands))


def _moved(said: str, stands: str) -> Iterator[bool]:
    yield bool(_LATER.search(said)) and not _LATER.search(stands)
    times = _NUMBERS.search(said) is not None
    for begins, named in _STARTS:
        yield times and bool(begins.search(said)) and not named.search(stands)


def _words(text: str) -> str:
    """Return a text's words and numbers, folded, with one blank between two."""
    return " ".join(_WORD.findall(fold(text.replace("’", "'"))))  # noqa: RUF001  # as typed
