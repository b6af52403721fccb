"""Prepare products for the templates, from the catalogue's own values. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from integrations.shops.demo.help_markup import price, slug
from integrations.shops.demo.product_pictures import COLOURS
from retrieval.catalogue.types import Money, Product, Variant

Availability = Literal["in_stock", "few", "sold_out"]
COLOUR_NAMES: Mapping[str, str] = {"fr": "Couleur", "en": "Color"}
FEW = 3  # pieces left, at most, for "only a few left"; pages/*/stock-alerts says so


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourChoice:
    """Hold a colour that the page of a product can show."""

    name: str
    key: str  # in the address of the page, in its language
    picture: str
    hex: str
    availability: Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLine:
    """Hold the stock of one size of a colour; a product without sizes has one, unnamed."""

    sku: str
    name: str
    price: str
    availability: Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """Hold a product in a grid."""

    title: str
    url: str
    picture: str
    price: str
    is_from: bool  # other variants cost more
    was: str  # "" when nothing was reduced
    availability: Availability
    colours: tuple[ColourChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """Hold a product on its own page, in one colour."""

    product: Product
    picture: str
    colours: tuple[ColourChoice, ...]
    colour: str  # the chosen one's name, "" when there is none
    size_name: str  # of the option, "" when there is none
    sizes: tuple[SizeLine, ...]
    price: str
    is_from: bool
    was: str
    availability: Availability


def card(product: Product, original: Product) -> ProductCard:
    """Return a grid's card; `original` is the French product, whose colours name the pictures."""
    colours = choices(product, original)
    shown = _first_left(colours)
    low, is_from, was = prices(product.variants, product.language)
    return ProductCard(
        title=product.title,
        url=product.url,
        picture=shown.picture if shown else product.image_url,
        price=low,
        is_from=is_from,
        was=was,
        availability=availability(product.variants),
        colours=colours,
    )


def view(product: Product, original: Product, wanted: str) -> ProductPage:
    """Return a product's page in the colour of key `wanted`, else in the first still sold."""
    colours = choices(product, original)
    chosen = next((c for c in colours if c.key == wanted), None) or _first_left(colours)
    variants = [v for v in product.variants if chosen is None or _colour(v, product) == chosen.name]
    rest = [name for name, _ in variants[0].options if name != COLOUR_NAMES[product.language]]
    low, is_from, was = prices(variants, product.language)
    return ProductPage(
        product=product,
        picture=chosen.picture if chosen else product.image_url,
        colours=colours,
        colour=chosen.name if chosen else "",
        size_name=rest[0] if rest else "",
        sizes=tuple(
            SizeLine(
                sku=v.sku,
                name=dict(v.options)[rest[0]] if rest else "",
                price=price(v.price, product.language) if v.price else "",
                availability=availability([v]),
            )
            for v in variants
        ),
        price=low,
        is_from=is_from,
        was=was,
        availability=availability(variants),
    )


def choices(product: Product, original: Product) -> tuple[ColourChoice, ...]:
    """Return a product's colours in order, none when it comes in no colour."""
    groups: dict[str, list[Variant]] = {}
    french: dict[str, str] = {}
    for variant, source in zip(product.variants, original.variants, strict=True):
        if name := _colour(variant, product):
            groups.setdefault(name, []).append(variant)
            french[name] = slug(_colour(source, original))
    return tuple(
        ColourChoice(
            name=name,
            key=slug(name),
            picture=product.image_url.replace(".svg", f"--{french[name]}.svg"),
            hex=COLOURS[french[name]],
            availability=availability(variants),
        )
        for name, variants in groups.items()
    )


def availability(variants: Iterable[Variant]) -> Availability:
    """Return the stock of some variants together; a stock that is not counted is enough."""
    counts = [FEW + 1 if v.stock is None else v.stock for v in variants]
    if not any(counts):
        return "sold_out"
    return "few" if sum(counts) <= FEW else "in_stock"


def prices(variants: Sequence[Variant], language: str) -> tuple[str, bool, str]:
    """Return the lowest price, whether others are higher, and its price before ("" if none)."""
    known = [(v.price, v.compare_at) for v in variants if v.price]
    low, was = min(known, key=lambda pair: pair[0].amount_minor)
    is_from = any(_differs(low, other) for other, _ in known)
    return price(low, language), is_from, price(was, language) if was else ""


def distance(product: Product, other: Product) -> tuple[bool, int]:
    """Return how far `other` is from standing in for `product`: colour first, then price.

    The second value is in minor units, >= 0.
    """
    wanted = {_colour(variant, product) for variant in product.variants}
    left = {_colour(variant, other) for variant in other.variants if variant.available}
    return not wanted & left, abs(_lowest(product) - _lowest(other))


def _lowest(product: Product) -> int:
    return min((v.price.amount_minor for v in product.variants if v.price), default=0)


def _first_left(colours: Sequence[ColourChoice]) -> ColourChoice | None:
    left = [c for c in colours if c.availability != "sold_out"]
    return next(iter((*left, *colours)), None)


def _differs(one: Money, other: Money) -> bool:
    return one.amount_minor != other.amount_minor


def _colour(variant: Variant, product: Product) -> str:
    return dict(variant.options).get(COLOUR_NAMES[product.language], "")
