"""Which of the shop's reasons a customer gives. Pure."""

from assistant.operations.operation_register import OPERATIONS
from assistant.operations.rules import ReasonRules, Rules
from assistant.understanding.references.given_reasons import Reasons, rank_reasons

MIN_SCORE = 0.6
"""Of a reason that was asked for; half would take "too large" for "too small"."""

MIN_UNASKED = 0.95
"""Of a reason that was not asked for: it has to be said in full."""


def reasons_of(operation: str, rules: Rules) -> Reasons:
    """Return the reasons to choose from; empty: the operation asks for none."""
    choose = OPERATIONS[operation].order_rules
    chosen = choose(rules) if choose else None
    return chosen.reasons if isinstance(chosen, ReasonRules) else {}


def find_reason(text: str, reasons: Reasons, *, asked: bool) -> str | None:
    """Return the code of the reason that `text` gives; None: none, or two equally well."""
    ranking = rank_reasons(text, reasons)
    least = MIN_SCORE if asked else MIN_UNASKED
    if not ranking.candidates or ranking.candidates[0].score < least:
        return None
    return ranking.best if ranking.is_clear else None
