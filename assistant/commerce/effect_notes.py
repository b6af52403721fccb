"""Note an effect in somebody else's shop system, for us and for the shop's staff. Pure.

A note begins before the effect and is completed after it. It holds facts that shop systems have no
field for: which permit it was, where a refund should go. Nothing in it is about a person. No shop
system pays by itself when a parcel arrives: staff does, and must know how much, and where.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.commerce.amounts import Money
from assistant.commerce.order import LinePart, RequestKind
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    Effect,
    ExchangeItems,
    OrderEffect,
    Receipt,
    RecordClaim,
    RefundPart,
    RemoveItems,
    Reship,
    ReturnItems,
)
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from retrieval.catalogue.written_prices import decimals_of

LEASE = timedelta(seconds=90)
"""Time after which a worker that began is taken for dead: longer than all tries of one effect."""

HOLD_S = LEASE.total_seconds() - 30
"""How long one effect may take: the last request has half a minute before the lease ends."""


_EFFECT: TypeAdapter[Effect] = TypeAdapter(Annotated[Effect, Field(discriminator="type")])


REQUESTS: Mapping[str, RequestKind] = {
    "return_items": RequestKind.RETURN,
    "exchange_items": RequestKind.EXCHANGE,
    "change_items": RequestKind.CHANGE_ITEMS,
    "reship": RequestKind.RESHIP,
    "record_claim": RequestKind.CLAIM,
}
"""Type of effect -> kind of request that the shop has taken up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Hold the result of an effect that was written to the shop system."""

    reference: str
    amount: Money | None = None
    refund_days: tuple[int, int] | None = None


class EffectNote(BaseModel):
    """Note the effect of one permit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    type: str  # of the effect
    state: Literal["begun", "done"] = "begun"
    by: str  # the process that began
    at: datetime
    reason: str = ""  # one of the shop's rules
    reference: str = ""
    amount_minor: int | None = None  # that goes back
    difference_minor: int | None = None  # of variants that were swapped; above zero is owed
    currency: str = ""
    refund_days: tuple[int, int] | None = None
    lines: tuple[LineId, ...] = ()
    parts: tuple[LinePart, ...] = ()  # of `lines`: only some pieces are meant
    variants: tuple[VariantId, ...] = ()
    method: PaymentMethodId | None = None
    effect: str = ""  # JSON, until it is done: whoever finds the note can finish it
    draft: str = ""  # of an order that is about to be placed, in a shop that drafts orders first

    @property
    def amount(self) -> Money | None:
        """Return the amount that goes back to the customer."""
        if self.amount_minor is None:
            return None
        return Money(amount_minor=self.amount_minor, currency=self.currency)

    @property
    def requested(self) -> Money | None:
        """Return the price difference, or the refund of a return."""
        if self.difference_minor is None:
            return self.amount
        return Money(amount_minor=self.difference_minor, currency=self.currency)

    @property
    def receipt(self) -> Receipt:
        """Return the receipt of this permit, also for a repeat."""
        return Receipt(
            key=self.key,
            reference=self.reference,
            amount=self.amount,
            refund_days=self.refund_days,
        )

    @property
    def begun(self) -> Effect | None:
        """Return the effect that is not done yet; None: it is done, or it is not kept here."""
        return _EFFECT.validate_json(self.effect) if self.effect else None

    def is_held(self, by: str, now: datetime) -> bool:
        """Return whether another process is working on the effect."""
        return self.state == "begun" and self.by != by and now < self.at + LEASE

    def taken_over(self, by: str, at: datetime) -> "EffectNote":
        """Return the note of an effect that was left unfinished, now that `by` works on it."""
        return self.model_copy(update={"by": by, "at": at})

    def paying_back(self, amount: Money) -> "EffectNote":
        """Return the note with the amount that goes back to the customer."""
        return self.model_copy(update=_refund(amount))

    def completed(self, done: Done) -> "EffectNote":
        """Return the note with the result of its effect."""
        known: dict[str, object] = {
            "state": "done",
            "effect": "",
            "reference": done.reference,
            "refund_days": done.refund_days,
        }
        return self.model_copy(update=known | (_refund(done.amount) if done.amount else {}))


def begin(  # noqa: C901  # one line an effect
    effect: Effect, key: str, *, by: str, at: datetime
) -> EffectNote:
    """Return the note of an effect that is about to be carried out."""
    note = EffectNote(key=key, type=effect.type, by=by, at=at)
    kept: dict[str, object] = {}
    if isinstance(effect, OrderEffect) and not isinstance(effect, ChangeAddress):  # a person's
        note = note.model_copy(update={"effect": _EFFECT.dump_json(effect).decode()})
    if isinstance(effect, CancelOrder):
        kept = {"reason": effect.reason}
    if isinstance(effect, ReturnItems):
        kept = {"lines": effect.line_ids, "method": effect.refund_to, "reason": effect.reason}
        kept |= _refund(effect.refund)
    if isinstance(effect, ExchangeItems | ChangeItems):
        kept = {
            "lines": tuple(one.line_id for one in effect.swaps),
            "variants": tuple(one.variant_id for one in effect.swaps),
            "method": effect.settle_with,
            "difference_minor": effect.difference.amount_minor,
            "currency": effect.difference.currency,
        }
    if isinstance(effect, Reship):
        kept = {"lines": effect.line_ids}
    if isinstance(effect, RemoveItems):
        kept = {"lines": effect.line_ids, "method": effect.refund_to}
    if isinstance(effect, RecordClaim):
        kept = {"lines": effect.line_ids, "reason": f"{effect.problem}, wish: {effect.wish}"}
    if isinstance(effect, RefundPart):
        kept = {"method": effect.method_id}
    if isinstance(effect, AlertBackInStock):
        kept = {"variants": (effect.variant_id,)}
    if isinstance(effect, ReturnItems | ExchangeItems | ChangeItems | RemoveItems | RecordClaim):
        kept |= {"parts": effect.parts}
    return note.model_copy(update=kept)


def owner_of(effect: Effect) -> str:
    """Return the id of the order that an effect changes, else of the customer."""
    return effect.order_id if isinstance(effect, OrderEffect) else effect.customer_id


def _refund(amount: Money) -> dict[str, object]:
    return {"amount_minor": amount.amount_minor, "currency": amount.currency}


def promised(effect: ReturnItems | ExchangeItems) -> str:
    """Return "refund 30.00 EUR to card:visa:4242", or how an exchange's difference is settled."""
    if isinstance(effect, ReturnItems):
        return f"refund {_written(effect.refund)} to {effect.refund_to}"
    difference, method = effect.difference, effect.settle_with
    if method is None or not difference.amount_minor:
        return "nothing to settle"
    if difference.amount_minor > 0:
        return f"{_written(difference)} to be paid with {method}"
    return f"refund {_written(difference)} to {method}"


def _written(amount: Money) -> str:
    value = Decimal(abs(amount.amount_minor)).scaleb(-decimals_of(amount.currency))
    return f"{value} {amount.currency}"
