"""Convert addresses between Shopify and `assistant.commerce`. Pure.

Input: shopify.dev/docs/api/admin-graphql/latest/input-objects/MailingAddressInput
"""

import re

from assistant.commerce.customer import Address, is_same_place
from integrations.shops.shopify.api_payloads import MailingAddress

_FIELDS = ("line1", "line2", "postcode", "city", "country")
_REGION_CODE = re.compile(r"[A-Z0-9]{1,3}")


def read_address(found: MailingAddress | None) -> Address:
    """Return an address; an order without one has an empty one."""
    if found is None:
        return Address(line1="", postcode="", city="", country="")
    return Address(
        recipient=found.name or " ".join(filter(None, (found.first_name, found.last_name))),
        line1=found.address1 or "",
        line2=found.address2 or "",
        postcode=found.zip or "",
        city=found.city or "",
        region=found.province_code or found.province or "",
        country=found.country_code_v2 or "",
    )


def write_address(address: Address, before: MailingAddress | None) -> dict[str, str]:
    """Return the input for an address; without a new recipient the old one stays.

    A region is sent as its code only: Shopify refuses words, and needs none where postcodes do.
    """
    given, _, family = address.recipient.strip().rpartition(" ")
    names = {"firstName": given, "lastName": family}
    is_same = _plain(address.recipient) == _plain(read_address(before).recipient)
    if before is not None and (not family or is_same):  # nobody but them knows how names part
        names = {"firstName": before.first_name or "", "lastName": before.last_name or ""}
    written = names | {
        "address1": address.line1,
        "address2": address.line2,
        "zip": address.postcode,
        "city": address.city,
        "countryCode": address.country.upper(),
    }
    region = address.region.upper()
    if _REGION_CODE.fullmatch(region):
        written["provinceCode"] = region
    if before is not None and before.phone:
        written["phone"] = before.phone
    return written


def is_at(found: MailingAddress | None, address: Address) -> bool:
    """Return whether a parcel goes there; the recipient's name counts only where it is said."""
    return is_same_place(read_address(found), address, fields=_FIELDS, fold=_plain)


def _plain(text: str) -> str:
    """Leave out how it is written: Shopify tidies postcodes and spaces."""
    return "".join(c for c in text.casefold() if c.isalnum())
