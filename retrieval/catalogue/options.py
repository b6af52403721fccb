"""What a reader is told beside the file itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """A shop's answers to what its files leave open, and how much a reader may take in."""

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
