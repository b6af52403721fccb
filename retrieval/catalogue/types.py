"""Define the values of a catalogue: options of reading, products, documents and unreadable rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class UnreadableError(ValueError):
    """Say that a text of a file is wrong; the message says how to mend it.

    Readers turn it into a `BadRow`.
    """


MEBIBYTE = 1024 * 1024


NO_CURRENCY = "XXX"  # ISO 4217: of prices whose currency nobody named


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Hold a shop's settings for questions that its files leave open, and limits."""

    languages: tuple[str, ...] = ("fr", "en")  # ISO 639-1; others are not read
    currency: str = "EUR"  # ISO 4217; of prices that name none
    shop_url: str = ""  # "https://shop.example": makes addresses of handles and relative paths
    tax_percent: Decimal = Decimal(0)  # added where a platform stores prices without tax
    today: date | None = None  # for dated reductions; None: those with dates are not applied
    allow_private_addresses: bool = False  # let web addresses lead into the local network
    timeout_s: float = 20.0  # of one web page, from the first byte asked to the last received
    max_pages: int = 500  # of one sitemap
    max_file_bytes: int = 256 * MEBIBYTE
    max_page_bytes: int = 16 * MEBIBYTE  # of one web page or document, unpacked
    read_s: float = 60.0  # for one page, document or feed, or one export of PrestaShop
    read_mb: int = 2048  # memory of the process that reads these


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Hold an exact amount."""

    amount_minor: int  # in the currency's smallest unit: 8900 EUR cents, 500 JPY
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Hold a product as it is bought: in one size, colour and so on."""

    sku: str
    options: tuple[tuple[str, str], ...]  # (name, value): (("Couleur", "Rouge"), ("Taille", "M"))
    price: Money | None  # None: the file says none
    compare_at: Money | None = None  # the price before a reduction
    stock: int | None = None  # None: not counted; 0: out of stock
    image_url: str = ""

    @property
    def available(self) -> bool:
        """Return whether the variant can be bought now."""
        return self.stock is None or self.stock > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Hold a product in one language; translations share the `product_id`."""

    product_id: str
    language: str  # ISO 639-1
    title: str
    description: str  # plain text or Markdown, never HTML
    variants: tuple[Variant, ...]  # at least one
    category: tuple[str, ...] = ()  # path, widest first: ("Chaussures", "Bottes")
    brand: str = ""
    attributes: tuple[tuple[str, str], ...] = ()  # (name, value): (("Matière", "Laine"),)
    url: str = ""
    image_url: str = ""
    source: str = ""  # the file it was read from


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold a policy, help page or FAQ entry in one language.

    Translations share the `document_id`.
    """

    document_id: str
    language: str  # ISO 639-1
    title: str
    text: str  # Markdown: headings, lists and tables are kept
    url: str  # web address, else file path


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """Say that a part of a file could not be read; the rest was."""

    file: str
    line: int | None  # 1-based; None: the whole file
    reason: str  # says what to mend
    nothing_of: str = ""  # the web address that was named and gave nothing at all


CatalogueItem = Product | Document | BadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """Hold an item with its origin: the file, folder or address that was named to be read."""

    origin: str
    item: CatalogueItem
