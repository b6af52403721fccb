"""Which of the shop's reasons a customer gives. Pure."""

from collections.abc import Mapping

from assistant.conversation.message import Language
from assistant.operations.register import OPERATIONS
from assistant.operations.rules import ReasonRules, Rules
from assistant.understanding.text import fold, keys_of

Reasons = Mapping[str, Mapping[Language, str]]
"""Words per code and language."""

MIN_SHARE = 0.6
"""Of a reason's words that a message must say; half would take "too large" for "too small"."""


def reasons_of(operation: str, rules: Rules) -> Reasons:
    """Return the reasons to choose from; empty: the operation asks for none."""
    choose = OPERATIONS[operation].order_rules
    chosen = choose(rules) if choose else None
    return chosen.reasons if isinstance(chosen, ReasonRules) else {}


def find_reason(text: str, reasons: Reasons, *, asked: bool) -> str | None:
    """Return the code of the reason that `text` gives; None: none, or two equally well.

    What was not asked for has to be said word for word.
    """
    folded, said = fold(text), frozenset(keys_of(text))
    scores: dict[str, float] = {}
    for code, words in reasons.items():
        for one in words.values():
            if fold(one) in folded:
                scores[code] = 2.0
            elif asked:
                keys = frozenset(keys_of(one))
                share = len(keys & said) / len(keys) if keys else 0.0
                scores[code] = max(scores.get(code, 0.0), share)
    best = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    if not best or best[0][1] < MIN_SHARE or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
