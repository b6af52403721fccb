"""Read the shop's rules for orders and identity: data that the operations team edits.

`resources/rules.yml` is the default and says in comments what each line does. A customer's words
do not prove an identity: only a `Method` does.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from assistant.commerce.order import OrderStatus, RequestKind
from assistant.commerce.shop_books import Terms
from assistant.commerce.shop_effects import ClaimedProblem
from assistant.conversation.message import Language
from assistant.kit.settings.rule_file import RuleSource, RuleTextError, misfit, read_rules


class Method(StrEnum):
    """Name the methods to prove an identity, strongest first."""

    SIGNED_IN = "signed_in"  # the shop's page vouches for them
    EMAIL_CODE = "email_code"  # they read a code that went to their address
    ORDER_AND_EMAIL = "order_and_email"  # they know an order's number and its address
    NAME_AND_POSTCODE = "name_and_postcode"
    EMAIL = "email"  # they know the address; only where a shop is content with that


DEFAULT = Path(__file__).parent / "resources" / "rules.yml"

Destination = Literal["original", "gift_card", "store_credit", "any"]
"""Where a refund may go; `original` is the method the order was paid with."""

RuleWord = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


def _check_day(written: str) -> str:
    try:
        date.fromisoformat(f"2001-{written}")  # no leap year: the day must be in every year
    except ValueError:
        msg = "'{written}' is no day of every year, such as 12-24"
        raise misfit(kind="no_month_day", says=msg, written=written) from None
    return written


MonthDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_check_day)]
"""A day of every year: "12-24"."""


class RulesFileError(RuleTextError):
    """Say that the rules file cannot be used; the message names the line and how to mend it."""


class _RulesPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Season(_RulesPart):
    """Name days of every year; an order placed in one of them may wait until a later day."""

    placed_from: MonthDay
    placed_to: MonthDay  # the same year
    until: MonthDay  # the next such day

    def closes_on(self, placed: date) -> date | None:
        """Return the last day for an order placed on `placed`; None: not in the season."""
        day = f"{placed:%m-%d}"
        if not self.placed_from <= day <= self.placed_to:
            return None
        year = placed.year if self.until >= day else placed.year + 1
        return date.fromisoformat(f"{year}-{self.until}")


class OrderRules(_RulesPart):
    """Hold the rules for one kind of change to orders."""

    statuses: tuple[OrderStatus, ...] = Field(min_length=1)
    blocked_by: tuple[RequestKind, ...] = ()  # not after one of these was taken up
    window_days: int | None = Field(None, ge=1, le=3650)  # from delivery; None: no limit
    seasons: tuple[Season, ...] = ()  # whose orders have at least until a day of their own


class ReasonRules(OrderRules):
    """Hold rules with reasons to choose from: code -> words per language."""

    reasons: dict[str, dict[Language, RuleWord]] = {}

    @property
    def asks_reason(self) -> bool:
        """Return whether the customer has to give one of the reasons."""
        return bool(self.reasons)


class ReturnRules(ReasonRules):
    """Hold the rules of returns."""

    refund_to: tuple[Destination, ...] = Field(("original",), min_length=1)
    refund_days: tuple[int, int] = (5, 7)  # working days from the day the goods are back
    accepts_final_sale: bool = False


class SwapRules(OrderRules):
    """Hold the rules of exchanges, and of changes of items."""

    accepts_final_sale: bool = False
    settles_difference: bool = True  # False: no difference is charged or paid back
    countries: tuple[str, ...] = ()  # orders that went there only; empty: to anywhere


class AddressRules(OrderRules):
    """Hold the rules of changes of the shipping address."""

    countries: tuple[str, ...] = ()  # the shop delivers to; empty: anywhere


_SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
_STANDING = tuple(one for one in OrderStatus if one is not OrderStatus.CANCELLED)


class VoucherRules(OrderRules):
    """Hold the rules of vouchers."""

    valid_days: int = Field(365, ge=1, le=3650)  # from the day it is made


class ClaimRules(ReasonRules):
    """Hold the rules of claims: which problems a customer may report, in the shop's words."""

    reasons: dict[ClaimedProblem, dict[Language, RuleWord]] = Field(  # type: ignore[assignment]
        {
            "damaged": {"fr": "arrivé abîmé ou cassé", "en": "arrived damaged or broken"},
            "wrong_item": {"fr": "ce n'est pas le bon article", "en": "it is the wrong item"},
            "missing": {"fr": "il manque quelque chose", "en": "something is missing"},
            "defective": {"fr": "défectueux ou qui fuit", "en": "faulty, or it leaks"},
        },
        min_length=1,
    )


class GoodwillRules(_RulesPart):
    """Hold the rules of exceptions; how much each role may give is the autonomy table's to say."""

    reship: OrderRules = OrderRules(statuses=_SENT)
    voucher: VoucherRules = VoucherRules(statuses=tuple(OrderStatus))
    partial_refund: OrderRules = OrderRules(statuses=_STANDING)


class IdentityRules(_RulesPart):
    """Hold the methods to prove an identity, and how long a proof holds."""

    methods: tuple[Method, ...] = Field(min_length=1)
    max_tries: int = Field(3, ge=1, le=10)  # in one conversation, then a person
    code_minutes: int = Field(10, ge=1, le=60)
    holds_minutes: int = Field(60, ge=5, le=1440)  # since it was proven


class Rules(_RulesPart):
    """Hold all rules of the shop."""

    identity: IdentityRules
    confirm_minutes: int = Field(30, ge=1, le=1440)  # how long a read-back may be said yes to
    refund_days: tuple[int, int] = (5, 7)  # working days to a card or PayPal
    cancel: ReasonRules
    returns: ReturnRules
    exchange: SwapRules
    change_items: SwapRules
    change_address: AddressRules
    change_payment: OrderRules
    claims: ClaimRules = ClaimRules(statuses=_SENT)
    remove_items: OrderRules = OrderRules(statuses=(OrderStatus.PENDING,))
    goodwill: GoodwillRules = GoodwillRules()

    @model_validator(mode="before")
    @classmethod
    def _is_not_the_autonomy_table(cls, values: object) -> object:
        if isinstance(values, dict) and "autonomy" in values:
            msg = "autonomy is no rule of orders: put it with comptoir autonomy set FILE"
            raise misfit(kind="is_autonomy", says=msg)
        return values

    @property
    def terms(self) -> Terms:
        """Return the delays of refunds, for a shop that keeps its own books."""
        return Terms(refund_days=self.refund_days, return_refund_days=self.returns.refund_days)


def load_rules(source: RuleSource | None = None) -> Rules:
    """Return the rules of a file or a text, or the default ones.

    Raises:
        RulesFileError: the file is missing, is no YAML, or a rule in it is unknown or out of range.
    """
    named_by = f"COMPTOIR_SHOP__{'RULE_TEXT' if isinstance(source, str) else 'RULES'}"
    return read_rules(Rules, source or DEFAULT, RulesFileError, named_by=named_by)
