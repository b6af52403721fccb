"""Define the records of a shop's documented JSON, checked by pydantic.

docs/subsystems/catalogue.md describes it for the people who write it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from retrieval.catalogue.cell_values import parse_stock
from retrieval.catalogue.types import Money, UnreadableError
from retrieval.catalogue.written_prices import parse_money

EVERY = ""  # the language of a text that is written once for all languages


def _for_every_language(value: object) -> object:
    """Take a value that is written once, not for each language, as that of every language."""
    once = not isinstance(value, dict)
    plain = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    return {EVERY: value} if once or plain else value


def _text(value: object) -> object:
    return {EVERY: value} if isinstance(value, str) else value


Text = Annotated[dict[str, str], BeforeValidator(_text)]
"""A text by language."""


def _amount(value: object) -> object:
    """Take a JSON number as the text it was written as; json reads decimals exactly."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value


Amount = Annotated[str, BeforeValidator(_amount)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AttributeRecord(_Record):
    """Hold a property of a product."""

    name: Text
    value: Text


class VariantRecord(_Record):
    """Hold one variant of a product."""

    sku: str = ""
    options: Annotated[dict[str, dict[str, str]], BeforeValidator(_for_every_language)] = {}
    price: Amount | None = None
    compare_at: Amount | None = None
    stock: Amount | None = None
    image: str = ""


class ProductRecord(_Record):
    """Hold a product, all its languages together."""

    id: Annotated[str, BeforeValidator(_amount)] = Field(min_length=1)
    title: Text
    variants: list[VariantRecord] = Field(min_length=1)
    description: Text = {}
    category: Annotated[dict[str, list[str]], BeforeValidator(_for_every_language)] = {}
    brand: Text = {}
    attributes: list[AttributeRecord] = []
    url: Text = {}
    image: str = ""
    currency: str = ""
    language: str = ""


class DocumentRecord(_Record):
    """Hold a policy, help page or question with its answer."""

    id: Annotated[str, BeforeValidator(_amount)] = Field(min_length=1)
    title: Text
    text: Text
    url: Text = {}
    language: str = ""


def check_product(record: Mapping[str, Any]) -> ProductRecord:
    """Return the record as a product.

    Raises:
        UnreadableError: it is none; the message names every field to mend.
    """
    try:
        return ProductRecord.model_validate(record)
    except ValidationError as error:
        raise UnreadableError(_reasons(error)) from error


def check_document(record: Mapping[str, Any]) -> DocumentRecord:
    """Return the record as a document.

    Raises:
        UnreadableError: it is none; the message names every field to mend.
    """
    try:
        return DocumentRecord.model_validate(record)
    except ValidationError as error:
        raise UnreadableError(_reasons(error)) from error


def money_of(text: str | None, currency: str, where: str) -> Money | None:
    """Return a price field's amount.

    Raises:
        UnreadableError: it is no price.
    """
    try:
        return parse_money(text, currency) if text else None
    except UnreadableError as error:
        message = f"{where}: {error}"
        raise UnreadableError(message) from error


def stock_of(text: str | None, where: str) -> int | None:
    """Return a stock field's count.

    Raises:
        UnreadableError: it is no count.
    """
    try:
        return parse_stock(text) if text else None
    except UnreadableError as error:
        message = f"{where}: {error}"
        raise UnreadableError(message) from error


_MAX_REASONS = 4


def _reasons(error: ValidationError) -> str:
    """Return the faults, field by field, in words."""
    found = dict.fromkeys(
        f"{_field(detail['loc'])}: {_WORDS.get(detail['type'], detail['msg'])}"
        for detail in error.errors()
    )
    more = f" and {len(found) - _MAX_REASONS} more" if len(found) > _MAX_REASONS else ""
    return "; ".join(list(found)[:_MAX_REASONS]) + more


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this format: check its spelling",
    "string_type": "must be a text",
    "dict_type": "must be a text, or a text for each language",
    "list_type": "must be a list",
}


def _field(location: tuple[int | str, ...]) -> str:
    """Return "variants.0.price"."""
    return ".".join(str(part) for part in location if part != EVERY) or "the record"
