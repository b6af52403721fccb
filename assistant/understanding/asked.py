"""What kind of fact a question asks for: how long, how much, when. Pure."""

import regex

from assistant.understanding.facts import FactKind

_HOW_LONG = (
    r"\b(combien de temps|d[eé]lais?|quand|sous combien|dur[eé]e|jusqu'à quand|how long|when|"
    r"how many days|how soon|how fast|deadline|duration)\b"
)
_HOW_MUCH = (
    r"\b(combien (co[uû]te|ça co[uû]te|c'est)|prix|co[uû]t|tarifs?|frais|payant|gratuit\w*|"
    r"how much|prices?|costs?|fees?|charges?|free)\b"
)
_WHAT_TIME = r"\b(horaires?|heures?|ouvert\w*|fermé\w*|ferme|ouvre|opening|hours|open|close[sd]?)\b"
_RULES = (
    (_HOW_LONG, frozenset({FactKind.DURATION, FactKind.DATE, FactKind.TIME})),
    (_HOW_MUCH, frozenset({FactKind.AMOUNT, FactKind.PERCENT})),
    (_WHAT_TIME, frozenset({FactKind.TIME})),
)
_COMPILED = tuple((regex.compile(rule, regex.IGNORECASE), kinds) for rule, kinds in _RULES)


def asked_kinds(question: str) -> frozenset[FactKind]:
    """Return the kinds of fact that would answer; empty when the question does not tell."""
    kinds: frozenset[FactKind] = frozenset()
    for pattern, wanted in _COMPILED:
        if pattern.search(question):
            kinds |= wanted
    return kinds
