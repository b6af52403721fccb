"""Tell which figure of the shop's rules a message asks for. Pure."""

from collections.abc import Sequence

import regex

from assistant.answers.composing.pages.delivery_terms import countries_in, speaks_of_delivery
from assistant.answers.terms import word_list
from assistant.understanding.message_words import before, fold, split
from assistant.understanding.stated_facts import FactKind, places

_SHORT = 6  # words of a message that only names another country
_GOES_ON = word_list("asks_sum") | {"et", "and"}
_SENDS_BACK = regex.compile(
    r"(?<!\w)(?:send|bring|give|take|ship|post|mail)\w* (?:\w+ ){0,3}back(?!\w)"
    r"|(?<!\w)(?<!(?:me|se|nous|vous) )rendre(?!\w)"
    r"|(?<!\w)(?:me|se|nous|vous) rendre (?!(?:a|au|aux|en|dans|chez|sur)(?!\w))"
)
_BACK_AGAIN = regex.compile(r"(?<!\w)(?:de retour|returning customers?)(?!\w)")
_BOUND = regex.compile(
    r"(?<!\w)(?:paniers?|commandes?|achats?|basket|cart|orders?|purchases?|spend\w*)\W+"
    r"(?:[\p{L}']+\W+){0,3}$"
    r"|(?<!\w)(?:des|a partir de|minimum de|from|over|at least|minimum of)\s+$"
)
"""In front of an amount: a bound for the price of a basket, or for an order."""


def words_in(text: str) -> set[str]:
    """Return the words of a text, folded."""
    return {word.text for word in split(text)}


def asks_sum(text: str) -> bool:
    """Tell whether a message asks for a price with delivery, or for the amount that is left."""
    words = words_in(text)
    asks = speaks_of_delivery(text) and words & word_list("asks_sum")
    other = words & (word_list("asks_time") | word_list("pays_back"))
    return bool(asks) and not other and not speaks_of_return(text)


def asks_sum_for_country(said: Sequence[str]) -> bool:
    """Tell whether the first text asks for the sum of another country: "and to Belgium?".

    `said` is a message and the customer's words before it, newest first.
    """
    words = words_in(said[0])
    short = len(words) <= _SHORT or words & word_list("asks_sum")
    goes_on = short and words & _GOES_ON and not words & word_list("asks_time")
    return bool(goes_on and countries_in(said[0]) and any(map(asks_sum, said[1:])))


def asks_last_day(text: str) -> bool:
    """Tell whether a message asks how long something may be sent back."""
    words = words_in(text)
    asks = words & word_list("asks_time") and not words & word_list("pays_back")
    return bool(asks) and speaks_of_return(text)


def speaks_of_return(text: str) -> bool:
    """Tell whether a text speaks of sending something back."""
    folded = _BACK_AGAIN.sub("", fold(text))
    return bool(words_in(folded) & word_list("sends_back") or _SENDS_BACK.search(folded))


def has_bound(text: str) -> bool:
    """Tell whether a text states an amount from which something holds for a basket or an order."""
    folded = fold(text)
    return any(
        fact.kind is FactKind.AMOUNT and _BOUND.search(before(folded, start))
        for start, _, fact in places(text)
    )
