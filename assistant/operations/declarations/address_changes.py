"""Change the address of an order, or the default address of later orders."""

from pydantic import Field

from assistant.commerce.customer import Address
from assistant.commerce.shop_effects import ChangeAddress, ChangeDefaultAddress
from assistant.conversation.message import Language
from assistant.operations.preconditions import check_order
from assistant.operations.receipt_texts import receipt_text
from assistant.operations.shop_rules import Rules
from assistant.operations.shop_values import address
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
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


class ShippingAddress(Parameters):
    """Name an order and its new address."""

    order_number: str
    address: NewAddress


class DefaultAddress(Parameters):
    """Hold the new address of later orders."""

    address: NewAddress


def weigh_shipping(case: OperationCase[ShippingAddress]) -> Allowed | Refusal:
    """Allow a change while nothing is packed, within the countries that the shop delivers to."""
    refusal = check_order(case.order, case.rules.change_address, case.now)
    if refusal is not None:
        return refusal
    new = _whole(case.parameters.address, case.order.address)
    if new == case.order.address:
        return Refusal(code="same_address")
    refusal = _check_country(new, case.rules)
    if refusal is not None:
        return refusal
    effect = ChangeAddress(order_id=case.order.order_id, version=case.order.version, address=new)
    return Allowed(effect=effect)


def weigh_default(case: OperationCase[DefaultAddress]) -> Allowed | Refusal:
    """Allow any address within the countries that the shop delivers to."""
    new = _whole(case.parameters.address, case.customer.default_address)
    if not new.country:
        return Refusal(code="country_missing")
    refusal = _check_country(new, case.rules)
    if refusal is not None:
        return refusal
    return Allowed(effect=ChangeDefaultAddress(customer_id=case.customer.customer_id, address=new))


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


def _check_country(new: Address, rules: Rules) -> Refusal | None:
    countries = rules.change_address.countries
    if not countries or new.country.upper() in countries:
        return None
    return Refusal(code="country_not_served", values={"country": new.country})


def tell_shipping(
    case: OperationCase[ShippingAddress], allowed: Allowed, language: Language
) -> str:
    """Return the read-back: the order and its new address."""
    if not isinstance(allowed.effect, ChangeAddress):
        raise TypeError(allowed)
    return say(
        "read_back.change_address",
        language,
        number=case.order.number,
        address=address(allowed.effect.address, language),
    )


def tell_default(_: OperationCase[DefaultAddress], allowed: Allowed, language: Language) -> str:
    """Return the read-back: the new address."""
    if not isinstance(allowed.effect, ChangeDefaultAddress):
        raise TypeError(allowed)
    return say(
        "read_back.change_default_address",
        language,
        address=address(allowed.effect.address, language),
    )


CHANGE_ADDRESS = Operation(
    name="change_address",
    parameters=ShippingAddress,
    slots=(
        Slot(name="order_number", kind=SlotKind.ORDER),
        Slot(name="address", kind=SlotKind.ADDRESS),
    ),
    weigh=weigh_shipping,
    tell=tell_shipping,
    done=receipt_text("change_address"),
    order_rules=lambda rules: rules.change_address,
    undo="change_address",
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
