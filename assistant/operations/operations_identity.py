"""How a customer proves who they are. Words prove nothing: a method does."""

from enum import StrEnum


class Method(StrEnum):
    """Ways to prove it, strongest first."""

    SIGNED_IN = "signed_in"  # the shop's page vouches for them
    EMAIL_CODE = "email_code"  # they read a code that went to their address
    ORDER_AND_EMAIL = "order_and_email"  # they know an order's number and its address
    NAME_AND_POSTCODE = "name_and_postcode"
    EMAIL = "email"  # they know the address; only where a shop is content with that
