"""Tell the kind of fact that a question asks for: a duration, an amount, a date ... Pure."""

from functools import lru_cache

import regex

from assistant.understanding.stated_facts import FactKind

_HOW_LONG = (
    r"\b(combien de (temps|jours?|semaines?|mois|heures?|minutes?)|d[eé]lais?|quand|sous combien|"
    r"dur[eé]e|jusqu'à quand|how long|when|how (many|much) (time|days?|weeks?|months?|hours?)|"
    r"how soon|how fast|deadline|duration|last day|dernier jour)\b"
)
_HOW_MUCH = (
    r"\b(combien(?! d[e'])|quel montant|prix|co[uû]t\w*|tarifs?|frais|payante?s?|gratuit\w*|"
    r"how much(?! (weight|time|longer|is left|water))|prices?|costs?|fees?|charged?|free)\b"
)
_HOW_MANY = r"\b(combien d[e'](?! ?(temps|jours?|semaines?|mois|heures?|minutes?))|how many)\b"
_WHICH_YEAR = r"\b(quelle année|what year|which year)\b"
_DISCOUNT = r"\b(remises?|r[eé]ductions?|rabais|discounts?)\b"
_WHAT_TIME = (
    r"\b(horaires?|heures? d'ouverture|quelle heure|ouvert\w*|ferm[eé]\w*|ouvre\w*|opening|hours|"
    r"what time|open|close[sd]?)\b"
)
_PHONE = (
    r"\b(num[eé]ro de t[eé]l\w*|quel num[eé]ro|votre t[eé]l\w*|(tele)?phone number|your phone)\b"
)
_EMAIL = r"\b(adresse (e-?)?mail|courriel|e-?mail address|which e-?mail|quel (e-?)?mail)\b"
_CODE = (
    r"\b(codes? (promo\w*|de r[eé]duction|de bienvenue|avantage)|"
    r"(discount|promo\w*|voucher|coupon) codes?)\b"
)
_RULES = (
    (_HOW_LONG, frozenset({FactKind.DURATION, FactKind.DATE, FactKind.TIME})),
    (_HOW_MUCH, frozenset({FactKind.AMOUNT, FactKind.PERCENT})),
    (_HOW_MANY, frozenset({FactKind.NUMBER, FactKind.AMOUNT, FactKind.PERCENT})),
    (_WHICH_YEAR, frozenset({FactKind.NUMBER, FactKind.DATE})),
    (_DISCOUNT, frozenset({FactKind.PERCENT, FactKind.AMOUNT})),
    (_WHAT_TIME, frozenset({FactKind.TIME})),
)
_EXACT = ((_PHONE, FactKind.PHONE), (_EMAIL, FactKind.EMAIL), (_CODE, FactKind.CODE))
_COMPILED_EXACT = tuple((regex.compile(r, regex.IGNORECASE), kind) for r, kind in _EXACT)
_COMPILED = tuple((regex.compile(rule, regex.IGNORECASE), kinds) for rule, kinds in _RULES)
# "Free" states an amount and "closed" states hours, without a figure.
_IN_WORDS = (
    (r"\b(gratuit\w*|offerte?s?|free|sans frais|at no (cost|charge))\b", FactKind.AMOUNT),
    (r"\b(ferm[eé]e?s?|closed)\b", FactKind.TIME),
)
_COMPILED_WORDS = tuple((regex.compile(r, regex.IGNORECASE), kind) for r, kind in _IN_WORDS)


_HOW = regex.compile(
    r"\b(comment|de quelle (façon|mani[eè]re)|que faire|how (do|can|should|would|to)|"
    r"what (should|do|can) i do)\b",
    regex.IGNORECASE,
)
_THRESHOLD = regex.compile(
    r"\b(à partir de (combien|quel)|quel (montant|minimum|seuil)|minimum|jusqu'à combien|"
    r"from (what|which|how much)|what (amount|minimum)|(need|have) to spend)\b",
    regex.IGNORECASE,
)
_QUESTION_WORD = regex.compile(
    r"\b(comment|combien|quand|qui|où|pourquoi|quel\w*|how|when|who|where|why|what|which)\b",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1024)
def asked_kinds(question: str) -> frozenset[FactKind]:
    """Return the kinds of fact that would answer a question; empty: the question does not tell.

    "Combien de temps" alone asks for no amount, though "combien" does. A question for a telephone
    number, an address or a code asks for nothing else.
    """
    exact = frozenset(kind for pattern, kind in _COMPILED_EXACT if pattern.search(question))
    if exact:
        return exact
    kinds: frozenset[FactKind] = frozenset()
    for pattern, wanted in _COMPILED:
        if pattern.search(question):
            kinds |= wanted
    return kinds


def asks_how(question: str) -> bool:
    """Tell whether a question asks how something is done."""
    return bool(_HOW.search(question))


def asks_figure(question: str) -> bool:
    """Tell whether a question asks for a least or a greatest value, which only a figure answers."""
    return bool(_THRESHOLD.search(question))


def asks_whether(question: str) -> bool:
    """Tell whether a question asks only if something exists: no "how", no "when"."""
    return not _QUESTION_WORD.search(question) and not asked_kinds(question)


def kinds_in_words(text: str) -> frozenset[FactKind]:
    """Return the kinds of fact that `text` states without a figure: "gratuit", "closed"."""
    return frozenset(kind for pattern, kind in _COMPILED_WORDS if pattern.search(text))
