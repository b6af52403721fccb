"""Read the shop's profile: its file shop.yaml, its public address, the names of its products."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import get_args

from babel.numbers import get_territory_currencies
from pydantic import BaseModel, ConfigDict

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.data_folders import index_root
from assistant.conversation.message import Language
from assistant.kit.settings.rule_file import RuleSource, RuleTextError, read_rules
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from retrieval.catalogue.types import NO_CURRENCY, ReadOptions
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.index.index_versions import Manifest, NoIndexError, Versions

DEMO = Path(__file__).parents[3] / "integrations" / "shops" / "demo" / "content"

DEMO_SHOP = {"file": DEMO / "shop.yaml", "system": "builtin", "rules": DEMO / "rules.yml"}
"""Settings of the demo shop, in place of those of the environment."""

DEMO_DATA = Path("data/demo")
"""Where the demo keeps what it makes, unless it is told otherwise."""


class ShopFileError(RuleTextError):
    """Say that the shop's file cannot be used; the message says how to mend it."""


class ShopContact(BaseModel):
    """Hold the ways in which customers reach the shop."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    email: str = ""
    phone: str | dict[Language, str] = ""
    hours: str | dict[Language, str] = ""


class ShopProfile(BaseModel):
    """Hold the lines of shop.yaml."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    url: str = ""
    currency: str = ""
    country: str = ""  # ISO 3166-1 alpha-2; its currency is meant where none is named
    languages: tuple[str, ...] = ("fr", "en")
    tax_percent: Decimal = Decimal(0)  # added to prices of exports that are without tax
    contact: ShopContact = ShopContact()


def load_shop(source: RuleSource | None) -> Shop:
    """Return the shop of a file or a text; without one, a shop without a name or a contact.

    Raises:
        ShopFileError: the file is missing or does not fit.
    """
    if source is None:
        return Shop(name="Comptoir")
    read = read_profile(source)
    spoken: dict[str, Language] = {"fr": "fr", "en": "en"}
    first: Language = next((spoken[one] for one in read.languages if one in spoken), "fr")
    return Shop(
        name=read.name,
        contact=_sentences(read.contact),
        default_language=first,
        country=read.country.upper(),
    )


def public_url(settings: ShopSettings) -> str:
    """Return the address where customers open the shop's pages; "": none is known.

    Raises:
        ShopFileError: the file is missing or does not fit.
    """
    source = settings.profile_source
    return settings.url or (read_profile(source).url if source else "")


def read_options(settings: ShopSettings) -> ReadOptions:
    """Return the shop's languages, currency, address and tax, for the readers of its files.

    The currency is `NO_CURRENCY` where neither the settings nor the shop's file tell it.

    Raises:
        ShopFileError: the file is missing or does not fit.
    """
    source = settings.profile_source
    if source is None:
        return ReadOptions(currency=settings.currency or NO_CURRENCY)
    read = read_profile(source)
    named = settings.currency or read.currency or _currency_of(read.country)
    return ReadOptions(
        languages=read.languages,
        currency=named or NO_CURRENCY,
        shop_url=read.url,
        tax_percent=read.tax_percent,
    )


def spoken_languages(settings: ShopSettings) -> list[Language]:
    """Return the shop's languages that the assistant speaks, its own first.

    Raises:
        ShopFileError: the file is missing or does not fit.
    """
    spoken: dict[str, Language] = {one: one for one in get_args(Language)}
    named = read_options(settings).languages
    return [spoken[one] for one in named if one in spoken] or list(spoken.values())


def _currency_of(country: str) -> str:
    """Return the currency that a country pays in today; empty: the country is not known."""
    return next(iter(get_territory_currencies(country.upper())), "") if country else ""


def read_profile(source: RuleSource) -> ShopProfile:
    """Return the shop's profile of a file or a text.

    Raises:
        ShopFileError: the file is missing or does not fit.
    """
    by_text = "COMPTOIR_SHOP__PROFILE"
    named_by = by_text if isinstance(source, str) else "COMPTOIR_SHOP__FILE"
    return read_rules(ShopProfile, source, ShopFileError, named_by=named_by)


def _sentences(contact: ShopContact) -> dict[Language, str]:
    said: dict[Language, str] = {
        "fr": _sentence(
            contact, "fr", by_mail="écrivez à {}", by_phone="appelez le {}", either="ou"
        ),
        "en": _sentence(contact, "en", by_mail="write to {}", by_phone="call {}", either="or"),
    }
    return {language: sentence for language, sentence in said.items() if sentence}


def _sentence(
    contact: ShopContact, language: Language, *, by_mail: str, by_phone: str, either: str
) -> str:
    phone, hours = _in(contact.phone, language), _in(contact.hours, language)
    ways = [by_mail.format(contact.email)] if contact.email else []
    if phone:
        ways.append(by_phone.format(phone) + (f" ({hours})" if hours else ""))
    words = f", {either} ".join(ways)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _in(text: str | dict[Language, str], language: Language) -> str:
    return text if isinstance(text, str) else text.get(language, "")


@dataclass(slots=True)
class ProductNames:
    """Read the catalogue's names of products, anew when another index takes its place."""

    settings: Settings
    _version: str = ""
    _names: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)

    async def read(self, language: Language) -> Mapping[str, str]:
        """Return titles by product id, in that language where the catalogue has them.

        There are none before anything was indexed.
        """
        return (await asyncio.to_thread(self._read)).get(language, {})

    def _read(self) -> Mapping[Language, Mapping[str, str]]:
        folder = Versions(index_root(self.settings)).current()
        if folder is not None and folder.name != self._version:
            try:
                vocabulary = Manifest.read(folder).vocabulary
            except (OSError, NoIndexError):
                return self._names  # it has just been replaced, or is of another release
            self._version = folder.name
            self._names = {one: _names_in(one, vocabulary) for one in get_args(Language)}
        return self._names


def _names_in(language: Language, vocabulary: Vocabulary) -> Mapping[str, str]:
    own = {product: title for product, of, title in vocabulary.named if of == language}
    return {**dict(vocabulary.titles), **own}
