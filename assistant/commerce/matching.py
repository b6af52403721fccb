"""How what a customer writes is compared with what the shop has. Pure."""

import unicodedata


def fold_number(number: str) -> str:
    """Return an order's number without "#", spaces and case."""
    return "".join(number.split()).lstrip("#").casefold()


def fold_email(email: str) -> str:
    """Return an address without spaces around it and without case."""
    return email.strip().casefold()


def fold_name(name: str) -> str:
    """Return a name without case, accents, hyphens and apostrophes, its parts one space apart."""
    parts = unicodedata.normalize("NFKD", name).casefold()
    kept = (" " if not one.isalnum() else one for one in parts if not unicodedata.combining(one))
    return " ".join("".join(kept).split())


def fold_postcode(postcode: str) -> str:
    """Return a postcode without spaces, hyphens and case."""
    return "".join(one for one in postcode.casefold() if one.isalnum())
