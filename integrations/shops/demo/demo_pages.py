"""Render the demo shop's pages as HTML from templates; no web framework is imported here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, TypeVar

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.shops.demo.basket_view import Pieces, view_basket
from integrations.shops.demo.demo_basket import BASKET_PATHS
from integrations.shops.demo.demo_checkout import CheckoutView
from integrations.shops.demo.demo_sign_in import COOKIE, IDENTITY_URL, DemoPerson
from integrations.shops.demo.help_markup import render, slug, typeset
from integrations.shops.demo.product_views import COLOUR_NAMES, ProductCard, card, distance, view
from integrations.shops.demo.shelf import LANGUAGES, Shelf
from retrieval.catalogue.types import Document, Product

_THEME = Path(__file__).parent / "theme"
_PER_SHELF = 4  # products of a department on the home page: one row on a desk
_OTHERS = 4  # products of the same category below a product
_Item = TypeVar("_Item", Product, Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """Hold a heading with products below it."""

    name: str
    anchor: str
    url: str
    count: int
    cards: tuple[ProductCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Hold the addresses of the pages in one language."""

    departments: str
    products: str  # as in the products' own addresses
    help: str  # as in the pages' own addresses
    colour_key: str  # of a product's query
    basket: str


PATHS: Mapping[str, Paths] = {
    "fr": Paths(
        departments="/fr/rayons",
        products="/fr/produits",
        help="/fr/aide",
        colour_key="couleur",
        basket=BASKET_PATHS["fr"],
    ),
    "en": Paths(
        departments="/en/departments",
        products="/en/products",
        help="/en/help",
        colour_key="color",
        basket=BASKET_PATHS["en"],
    ),
}


class DemoPages:
    """Render every page of the shop; an address without a page gives None."""

    def __init__(self, shelf: Shelf, *, widget_src: str, people: Sequence[DemoPerson] = ()) -> None:
        self._shelf = shelf
        self._people = {person.customer_id for person in people}
        self._originals = {product.product_id: product for product in shelf.products["fr"]}
        self.skus = frozenset(v.sku for p in shelf.products["fr"] for v in p.variants)
        self._words: dict[str, dict[str, Any]] = yaml.safe_load(
            (_THEME / "words.yaml").read_text(encoding="utf-8")
        )
        self._departments = {
            language: [
                {
                    "name": names[language],
                    "url": f"{PATHS[language].departments}/{slug(names[language])}",
                }
                for names in shelf.facts.departments
            ]
            for language in LANGUAGES
        }
        self._environments = {language: _environment(language) for language in LANGUAGES}
        for environment in self._environments.values():
            environment.globals.update(
                facts=shelf.facts,
                widget_src=widget_src,
                people=people,
                identity_url=IDENTITY_URL if people else "",
            )

    def home(self, language: str) -> str:
        """Return the first page: some of every department."""
        rows = [
            self._row(
                department["name"], department["url"], self._sold_in(department["name"], language)
            )
            for department in self._departments[language]
        ]
        return self._render(
            "home", language, {code: f"/{code}/" for code in LANGUAGES}, shelves=rows
        )

    def department(self, language: str, name: str) -> str | None:
        """Return everything of a department, by category."""
        url = f"{PATHS[language].departments}/{name}"
        places = [d["url"] for d in self._departments[language]]
        if url not in places:
            return None
        place = places.index(url)
        department = self._departments[language][place]
        categories: dict[str, list[Product]] = {}
        for product in self._sold_in(department["name"], language):
            categories.setdefault(product.category[-1], []).append(product)
        rows = [self._row(n, "", products, whole=True) for n, products in categories.items()]
        alternates = {code: self._departments[code][place]["url"] for code in LANGUAGES}
        return self._render("department", language, alternates, department=department, shelves=rows)

    def product(self, language: str, name: str, colour: str) -> str | None:
        """Return a product's page, in a colour."""
        found = _at(self._shelf.products[language], f"{PATHS[language].products}/{name}")
        if found is None:
            return None
        department = next(d for d in self._departments[language] if d["name"] == found.category[0])
        shown = view(found, self._originals[found.product_id], colour)
        return self._render(
            "product",
            language,
            self._translations(found.product_id, self._shelf.products),
            view=shown,
            buyable=[size for size in shown.sizes if size.availability != "sold_out"],
            others=self._others(found),
            colour_name=typeset(COLOUR_NAMES[language], language),
            colour_key=PATHS[language].colour_key,
            steps=[
                (self._shelf.facts.name, f"/{language}/"),
                (department["name"], department["url"]),
                (found.category[-1], f"{department['url']}#{slug(found.category[-1])}"),
            ],
            links={page.document_id: page.url for page in self._shelf.pages[language]},
        )

    def basket(self, language: str, pieces: Pieces, checkout: CheckoutView | None = None) -> str:
        """Return the basket's page; without `checkout` nothing can be ordered."""
        shown = view_basket(pieces, self._shelf.products[language], self._originals)
        return self._render(
            "basket", language, dict(BASKET_PATHS.items()), view=shown, checkout=checkout
        )

    def signed_in(self, cookies: Mapping[str, str]) -> str:
        """Return the id of the customer who is signed in; "": nobody is."""
        said = cookies.get(COOKIE, "")
        return said if said in self._people else ""

    def help_page(self, language: str, name: str) -> str | None:
        """Return a help page."""
        found = _at(self._shelf.pages[language], f"{PATHS[language].help}/{name}")
        if found is None:
            return None
        return self._render(
            "help",
            language,
            {page.language: page.url for page in self._versions(found)},
            page=found,
            rendered=render(found.text, language),
        )

    def help_index(self, language: str) -> str:
        """Return the list of help pages."""
        topics = [(page, _opening(page)) for page in self._shelf.pages[language]]
        alternates = {code: PATHS[code].help for code in LANGUAGES}
        return self._render("help_index", language, alternates, topics=topics)

    def missing(self, language: str) -> str:
        """Return the page for an address that leads to no page."""
        return self._render("missing", language, {code: f"/{code}/" for code in LANGUAGES})

    def _render(
        self, template: str, language: str, alternates: Mapping[str, str], **values: object
    ) -> str:
        pages = self._shelf.pages[language]
        return (
            self._environments[language]
            .get_template(f"{template}.html")
            .render(
                language=language,
                other=next(code for code in LANGUAGES if code != language),
                alternates=alternates,
                here=alternates[language],
                words=self._words[language],
                departments=self._departments[language],
                pages=pages,
                privacy_url=next((p.url for p in pages if p.document_id == "privacy"), ""),
                help_url=PATHS[language].help,
                basket_url=PATHS[language].basket,
                **values,
            )
        )

    def _sold_in(self, department: str, language: str) -> list[Product]:
        return [p for p in self._shelf.products[language] if p.category[0] == department]

    def _row(
        self, name: str, url: str, products: Sequence[Product], *, whole: bool = False
    ) -> ProductRow:
        shown = products if whole else _mixed(products)[:_PER_SHELF]
        return ProductRow(
            name=name,
            anchor=slug(name),
            url=url,
            count=len(products),
            cards=tuple(self._card(product) for product in shown),
        )

    def _card(self, product: Product) -> ProductCard:
        return card(product, self._originals[product.product_id])

    def _others(self, product: Product) -> list[ProductCard]:
        near = [
            other
            for other in self._shelf.products[product.language]
            if other.category == product.category and other.product_id != product.product_id
        ]
        left = [other for other in near if any(v.available for v in other.variants)]
        left.sort(key=lambda other: distance(product, other))
        return [self._card(other) for other in left[:_OTHERS]]

    def _versions(self, page: Document) -> list[Document]:
        pages = chain.from_iterable(self._shelf.pages.values())
        return [other for other in pages if other.document_id == page.document_id]

    def _translations(
        self, product_id: str, products: Mapping[str, Iterable[Product]]
    ) -> dict[str, str]:
        return {
            language: product.url
            for language, sold in products.items()
            for product in sold
            if product.product_id == product_id
        }


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_THEME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["set"] = lambda text: typeset(text, language)
    return environment


def _department(name: str, language: str) -> dict[str, str]:
    return {"name": name, "url": f"{PATHS[language].departments}/{slug(name)}"}


def _at(items: Iterable[_Item], url: str) -> _Item | None:
    return next((item for item in items if item.url == url), None)


def _mixed(products: Sequence[Product]) -> list[Product]:
    """Return the products that are in stock, one of each category in turn."""
    categories: dict[str, list[Product]] = {}
    for product in products:
        if any(variant.available for variant in product.variants):
            categories.setdefault(product.category[-1], []).append(product)
    turns = zip_longest(*categories.values())
    return [product for turn in turns for product in turn if product is not None]


def _opening(page: Document) -> str:
    """Return a page's first paragraph, without its marks."""
    paragraphs = (block for block in page.text.split("\n\n") if block[:1] not in "#|-")
    return next(paragraphs, "").replace("**", "")
