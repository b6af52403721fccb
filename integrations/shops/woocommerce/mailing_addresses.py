"""Convert addresses between WooCommerce and `assistant.commerce`. Pure.

Fields: woocommerce.github.io/woocommerce-rest-api-docs/#order-shipping-properties
"""

from assistant.commerce.customer import Address, is_same_place
from integrations.shops.woocommerce.api_payloads import PostalAddress

_FIELDS = ("line1", "line2", "postcode", "city", "region", "country")


def read_address(found: PostalAddress) -> Address:
    """Return an address; its company is none of ours and stays as it is."""
    return Address(
        recipient=" ".join(filter(None, (found.first_name, found.last_name))),
        line1=found.address_1,
        line2=found.address_2,
        postcode=found.postcode,
        city=found.city,
        region=found.state,
        country=found.country,
    )


def pick_address(shipping: PostalAddress, billing: PostalAddress) -> PostalAddress:
    """Return the address for parcels: the billing address, unless there is one for shipping."""
    return shipping if shipping.address_1 or shipping.city else billing


def write_address(address: Address, before: PostalAddress) -> dict[str, str]:
    """Return the fields for an address; without a new recipient the old one stays."""
    given, _, family = address.recipient.strip().partition(" ")
    if not given or _plain(address.recipient) == _plain(read_address(before).recipient):
        given, family = before.first_name, before.last_name
    return {
        "first_name": given,
        "last_name": family.strip(),
        "address_1": address.line1,
        "address_2": address.line2,
        "postcode": address.postcode,
        "city": address.city,
        "state": address.region,
        "country": address.country.upper(),
    }


def is_at(found: PostalAddress, address: Address) -> bool:
    """Return whether a parcel goes there; the recipient counts only where it is said."""
    return is_same_place(read_address(found), address, fields=_FIELDS, fold=_plain)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
