"""What Shopify says of a write that it did not do."""

from assistant.commerce.ports import ShopRefusedError
from integrations.shops.shopify.api_payloads import UserError, read


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
