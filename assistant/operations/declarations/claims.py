"""Report a problem with delivered items to people: broken, wrong, missing or faulty.

Nothing is promised and no money moves: what the customer wishes is for people to decide.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from assistant.commerce.shop_effects import ClaimedProblem, ClaimedWish, RecordClaim
from assistant.commerce.shop_ids import LineId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import PARTS_SLOT, declare_change
from assistant.operations.preconditions import (
    as_claimed,
    check_lines,
    check_reason,
    check_unclaimed,
    parts_of,
)
from assistant.operations.shop_rules import ReasonRules
from assistant.operations.shop_values import chosen_lines
from assistant.operations.texts import say
from assistant.operations.types import (
    LineParameters,
    OperationCase,
    Refusal,
    Slot,
    SlotKind,
)

PhotoAnswer = Literal["sent", "none"]


class ClaimParameters(LineParameters):
    """Name the lines of an order, their problem, and the wished solution."""

    line_ids: tuple[LineId, ...]
    reason: ClaimedProblem
    photo: PhotoAnswer = "none"
    wish: ClaimedWish = "none"
    words: str = Field("", max_length=200)  # of the customer, for people alone


def effect_of(case: OperationCase[ClaimParameters], rules: ReasonRules) -> RecordClaim | Refusal:
    """Return the claim, of a final sale as well: a promise to sell whole goods has no end.

    A line has one open claim.
    """
    order, asked = as_claimed(case.order), case.parameters
    named = check_lines(order, asked.line_ids, accepts_final_sale=True, pieces=asked.parts)
    if isinstance(named, Refusal):
        return named
    refusal = check_unclaimed(order, asked.line_ids) or check_reason(asked.reason, rules)
    return refusal or RecordClaim(
        order_id=order.order_id,
        version=order.version,
        line_ids=asked.line_ids,
        parts=parts_of(order, named),
        problem=asked.reason,
        wish=asked.wish,
        photo=asked.photo == "sent",
    )


def values_of(
    case: OperationCase[ClaimParameters], effect: RecordClaim, language: Language
) -> Mapping[str, str]:
    """Return the lines, the problem in the shop's words, the wish and whether there is a photo."""
    return {
        "lines": chosen_lines(case.order, effect.line_ids, effect.parts, language),
        "problem": case.rules.claims.reasons[effect.problem][language],
        "wish": say(f"wishes.{effect.wish}", language),
        "photo": say("claim_photo" if effect.photo else "claim_no_photo", language),
    }


CLAIM = declare_change(
    name="claim",
    parameters=ClaimParameters,
    text="claim",
    slots=(
        Slot(name="line_ids", kind=SlotKind.LINES),
        PARTS_SLOT,
        Slot(name="reason", kind=SlotKind.REASON),
        Slot(name="words", kind=SlotKind.WORDS, required=False),
        Slot(name="photo", kind=SlotKind.PHOTO),
        Slot(name="wish", kind=SlotKind.WISH),
    ),
    rules=lambda rules: rules.claims,
    effect=effect_of,
    values=values_of,
    for_people=True,
)
