"""Change the address of an order, or the default address of later orders."""

from collections.abc import Mapping

from pydantic import Field

from assistant.commerce.customer import Address
from assistant.commerce.shop_effects import ChangeAddress, ChangeDefaultAddress
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import declare_change
from assistant.operations.preconditions import is_among
from assistant.operations.receipts.receipt_texts import receipt_text
from assistant.operations.shop_rules import AddressRules
from assistant.operations.shop_values import address
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
    OrderParameters,
    Parameters,
    Refusal,
    Slot,
    SlotKind,
)


class NewAddress(Parameters):
    """Hold a new address; the country may be left out where it stays the same."""

    recipient: str = ""
    line1: str = Field(min_length=1)
    line2: str = ""
    postcode: str = Field(min_length=2)
    city: str = Field(min_length=1)
    region: str = ""
    country: str = ""


class ShippingAddress(OrderParameters):
    """Name an order and its new address."""

    address: NewAddress


class DefaultAddress(Parameters):
    """Hold the new address of later orders."""

    address: NewAddress


def effect_of(case: OperationCase[ShippingAddress], rules: AddressRules) -> ChangeAddress | Refusal:
    """Return the change to another address, within the countries that the shop delivers to."""
    order = case.order
    new = _whole(case.parameters.address, order.address)
    if new == order.address:
        return Refusal(code="same_address")
    return _check_country(new, rules) or ChangeAddress(
        order_id=order.order_id, version=order.version, address=new
    )


def values_of(
    _: OperationCase[ShippingAddress], effect: ChangeAddress, language: Language
) -> Mapping[str, str]:
    """Return the new address, worded."""
    return {"address": address(effect.address, language)}


CHANGE_ADDRESS = declare_change(
    name="change_address",
    parameters=ShippingAddress,
    text="change_address",
    slots=(Slot(name="address", kind=SlotKind.ADDRESS),),
    rules=lambda rules: rules.change_address,
    effect=effect_of,
    values=values_of,
    undo="change_address",
)


def weigh_default(case: OperationCase[DefaultAddress]) -> Allowed | Refusal:
    """Allow any address within the countries that the shop delivers to."""
    new = _whole(case.parameters.address, case.customer.default_address)
    if not new.country:
        return Refusal(code="country_missing")
    return _check_country(new, case.rules.change_address) or Allowed(
        effect=ChangeDefaultAddress(customer_id=case.customer.customer_id, address=new)
    )


def _whole(new: NewAddress, old: Address | None) -> Address:
    """Return the new address, completed with the recipient and country of the old one."""
    return Address(
        recipient=new.recipient or (old.recipient if old else ""),
        line1=new.line1,
        line2=new.line2,
        postcode=new.postcode,
        city=new.city,
        region=new.region,
        country=_code(new.country) or (old.country if old else ""),
    )


def _code(country: str) -> str:
    """Return a two-letter country code in capitals, any other text as it is."""
    return country.upper() if len(country) == len("FR") else country


def _check_country(new: Address, rules: AddressRules) -> Refusal | None:
    if is_among(new.country, rules.countries):
        return None
    return Refusal(code="country_not_served", values={"country": new.country})


def tell_default(_: OperationCase[DefaultAddress], allowed: Allowed, language: Language) -> str:
    """Return the read-back: the new address."""
    if not isinstance(allowed.effect, ChangeDefaultAddress):
        raise TypeError(allowed)
    return say(
        "read_back.change_default_address",
        language,
        address=address(allowed.effect.address, language),
    )


CHANGE_DEFAULT_ADDRESS = Operation(
    name="change_default_address",
    parameters=DefaultAddress,
    slots=(Slot(name="address", kind=SlotKind.ADDRESS),),
    weigh=weigh_default,
    tell=tell_default,
    done=receipt_text("change_default_address"),
    undo="change_default_address",
)
