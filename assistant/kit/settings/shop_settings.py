"""Hold the settings of the shop, and of the links that fill its baskets."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.kit.settings.system_settings import ADDRESS, Section


class ShopSettings(Section):
    """Hold the settings of the shop that the assistant speaks for."""

    file: Path | None = Field(None, description="shop.yaml: name, contact, languages")
    url: str = Field("", pattern=ADDRESS, description="of its pages; shop.yaml's if empty")
    currency: str = Field(
        "",
        pattern=r"^([A-Z]{3})?$",
        description="of prices that name none, as GBP; shop.yaml's, or its country's, if empty",
    )
    system: Literal["none", "builtin", "shopify", "woocommerce"] = Field(
        "none", description="where orders are kept; none: the assistant answers and does nothing"
    )
    rules: Path | None = Field(None, description="what may be done to orders; our own if empty")
    profile: str = Field(
        "",
        json_schema_extra={"shape": "page"},
        description="text of shop.yaml, where no file is named",
    )
    rule_text: str = Field(
        "",
        json_schema_extra={"shape": "page"},
        description="text of the rules, where no file is named",
    )
    alerts_every_minutes: int = Field(
        5, ge=1, le=1440, description="between looks for what customers wait for"
    )

    @property
    def profile_source(self) -> Path | str | None:
        """Return the shop's profile: its file, or its text; None: there is none."""
        return self.file or self.profile or None

    @property
    def rule_source(self) -> Path | str | None:
        """Return the rules of orders: their file, or their text; None: our own."""
        return self.rules or self.rule_text or None


class AdviceSettings(Section):
    """Hold how much the assistant asks and shows where a customer wants advice on products."""

    questions: int = Field(2, ge=0, le=3, description="at most, before products are shown")
    products: int = Field(3, ge=1, le=5, description="that are shown, at most")
    cheapest_first: bool = Field(
        default=False, description="of those shown; else those that fit best come first"
    )


class BasketSettings(Section):
    """Hold the link that puts a basket into a shop that has no way of its own to take one."""

    link: str = Field(
        "",
        pattern=r"^((https?://|/)[^\s#]*\{lines\}[^\s#]*)?$",
        description="to the shop's basket, with {lines}, perhaps {language}, and {basket} for the"
        " token that its order is to keep; empty: none is written, or as the shop system wants it",
    )
    line: str = Field(
        "{variant}:{pieces}",
        min_length=1,
        pattern=r"^[^\s#]+$",
        description="of each variant in it; {product} is known, too",
    )
    between: str = Field(",", pattern=r"^[^\s#]+$", description="between two lines")


class OutreachSettings(Section):
    """Hold how often the shop writes first. The customers' consent says two a week at most."""

    most_a_week: int = Field(
        2, ge=1, le=2, description="messages that a customer gets first in seven days"
    )
