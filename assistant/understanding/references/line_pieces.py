"""Read how many pieces of an order line are meant: "one of the two bowls", "les deux". Pure.

Words that tell no number leave it open: "the bowl" may be one of two, or both.
"""

import re

from assistant.commerce.order import Order, OrderLine
from assistant.understanding.entities.positions import find_positions, find_quantities
from assistant.understanding.message_words import fold
from assistant.understanding.references.order_items import find_lines
from assistant.understanding.searches.search_facets import NUMBER_WORDS
from assistant.understanding.types import PositionKind

_WORDED = "|".join(NUMBER_WORDS)
_NUMBER = rf"(?<![\w#.,/:°€$£-])(\d{{1,2}}|{_WORDED})(?!\w)"
_KEPT = re.compile(
    r"(?<!\w)(?:gard\w+|conserv\w+|keep(?:ing)?)\s+(?:en |just |only |juste |seulement |qu')*"
    rf"{_NUMBER}"
)
_BUT = re.compile(
    rf"(?<!\w)(?:all|all of them|everything|tous|toutes|tout)\s(?:but|except|sauf)\s{_NUMBER}"
)
_SOME_OF = re.compile(
    rf"{_NUMBER}\s+(?:seule?s? |only |seulement )?"
    r"(?:des|de (?:mes|ces|ses|nos|les)|d'entre|of(?! a)|out of|sur|parmi)(?!\w)"
)
_ONLY = re.compile(
    rf"(?<!\w)(?:seulement|juste|uniquement|rien que|que|qu'|only|just)\s?{_NUMBER}"
    rf"|{_NUMBER}\s+(?:seule?s?|only|seulement|pieces?|exemplaires?|unites?|units?)(?!\w)"
)
_HAD = re.compile(
    r"(?<!\w)(?:commande|achete|recu|pris|avais|avons|ai|bought|ordered|received|got|have|had)\s"
    rf"(?:les |the )?{_NUMBER}"
)
"""The number that was bought, which is not the number that goes back."""

_OF_THEM = re.compile(
    rf"(?<!\w)en \w+(?:er|re) {_NUMBER}"
    rf"|(?<!\w)(?:send|return|exchange|swap|give)\w* {_NUMBER}(?=\s*(?:back|and|of|[,.;!?]|$))"
)
_SINGLE = re.compile(r"(?<!\w)a single(?!\w)")
_ALL_OF = re.compile(
    rf"(?<!\w)(?:(?:tous |toutes )?(?:les|mes|ces)|(?:all )?(?:the|my|these|those)|all)\s{_NUMBER}"
)
_BOTH = re.compile(r"(?<!\w)both(?!\w)")
_RIGHT_BEFORE = re.compile(r"\s*(?:\w+\s)?$")
_ONE_BEFORE = re.compile(r"(?<!the )(?<!that )(?<!this )(?<!\w)one\s(?:\w+\s)?$")
_BARE = re.compile(_NUMBER)


def said_pieces(text: str, line: OrderLine, order: Order, *, asked: bool) -> int | None:
    """Return how many pieces of the line are meant, which may be more than there are; None: open.

    `asked`: the number was asked for, so that a number alone is the answer.
    """
    folded = fold(text)
    before, after = (folded, "") if asked else _around(folded, text, line, order)
    before, after = _HAD.sub(" ", before), _HAD.sub(" ", after)
    around, left = f"{before} {after}", order.left(line)
    if kept := (_KEPT.search(around) or _BUT.search(around)):
        rest = left - _count(kept)
        return rest if rest > 0 else None
    if (said := _counted(around, left)) is not None:
        return said
    for one in find_quantities(before):
        if _RIGHT_BEFORE.fullmatch(before[one.end :]):
            return one.value
    if _ONE_BEFORE.search(before):
        return 1
    bare = _BARE.search(around) if asked else None
    return _count(bare) if bare else None


def _counted(around: str, left: int) -> int | None:
    """Return the number of pieces that words tell wherever they stand: "one of", "only two"."""
    for pattern in (_SOME_OF, _ONLY, _OF_THEM, _ALL_OF):
        if (found := pattern.search(around)) and not (pattern is _ALL_OF and left <= 1):
            return _count(found)
    if _SINGLE.search(around):
        return 1
    if left > 1 and _BOTH.search(around):
        return 2
    return left if left > 1 and _means_all(around) else None


def _around(folded: str, text: str, line: OrderLine, order: Order) -> tuple[str, str]:
    """Return the words before and after the line's name, up to the names of other lines."""
    mentions = [one for one in find_lines(text, order).mentions if one.lines.candidates]
    for at, one in enumerate(mentions):
        if line not in one.lines.close:
            continue
        since = mentions[at - 1].end if at else 0
        is_last = at + 1 == len(mentions)
        return folded[since : one.start], folded[one.end :] if is_last else ""
    return ("", "") if mentions and len(order.lines) > 1 else (folded, "")


def _means_all(around: str) -> bool:
    return any(one.value.kind is PositionKind.ALL for one in find_positions(around))


def _count(found: re.Match[str]) -> int:
    said = next(one for one in found.groups() if one)
    return int(said) if said.isdigit() else NUMBER_WORDS[said]
