"""What comes of a write."""

from dataclasses import dataclass

from assistant.commerce.money import Money, times
from assistant.commerce.ports import ShopRefusedError
from integrations.shopify.payloads import UserError, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it."""

    reference: str
    amount: Money | None = None
    refund_days: tuple[int, int] | None = None


def check(user_errors: object) -> None:
    """Turn what a write was not done for into an error of the port.

    Raises:
        ShopRefusedError: there is one; its message stays with Shopify.
    """
    errors = [read(UserError, one) for one in user_errors] if isinstance(user_errors, list) else []
    if errors:
        said = ", ".join(
            f"{one.code or 'INVALID'} {'.'.join(one.field or ())}".strip() for one in errors[:3]
        )
        msg = f"Shopify refuses: {said}"
        raise ShopRefusedError(msg)


def paid_back(difference: Money) -> Money | None:
    """Return what goes back of a difference; None: nothing does."""
    return times(difference, -1) if difference.amount_minor < 0 else None
