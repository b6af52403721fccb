"""Whether a sentence moves what a time counts from. Pure.

"30 days from delivery" is not "30 days from the order", nor "after 30 days". What is lost, and not
moved, is seen by `thresholds`.
"""

from collections.abc import Iterator

import regex

from retrieval.catalogue.folding import fold

_NUMBER = r"\d+(?:[.,]\d+)*"
_NUMBERS = regex.compile(_NUMBER)
_LATER = regex.compile(
    r"\b(?:after|beyond|past|apres|au bout de|au dela de|passe) (?:the |les |ces )?(?=\d)"
)
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
    """Whether `sentence` has a time begin where `span` does not."""
    return any(_moved(_words(sentence), _words(span)))


def _moved(said: str, stands: str) -> Iterator[bool]:
    yield bool(_LATER.search(said)) and not _LATER.search(stands)
    times = _NUMBERS.search(said) is not None
    for begins, named in _STARTS:
        yield times and bool(begins.search(said)) and not named.search(stands)


def _words(text: str) -> str:
    """Return a text's words and numbers, folded, with one blank between two."""
    return " ".join(_WORD.findall(fold(text.replace("’", "'"))))  # noqa: RUF001  # as typed
