"""Make sales of a dress for tests, of which some came back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from assistant.insights.imports.return_figures import SaleReturns
from assistant.insights.imports.return_reasons import ReturnCause
from assistant.insights.imports.sales_files import Sale, SaleFiles
from assistant.insights.signals.sold_things import SoldThings
from retrieval.catalogue.types import Product, Variant
from retrieval.catalogue.vocabulary import vocabulary_of

ONDINE = "robe-ondine"


def dress_shop() -> SoldThings:
    """Return a shop that sells two dresses."""
    products = [
        Product(
            product_id=product_id,
            language="fr",
            title=title,
            description="",
            variants=(Variant(sku=f"{product_id}-38", options=(("Taille", "38"),), price=None),),
            category=("Robes",),
        )
        for product_id, title in ((ONDINE, "Robe Ondine"), ("robe-lina", "Robe Lina"))
    ]
    return SoldThings.of(
        products, vocabulary=vocabulary_of(products), version="v1", knows=lambda *_: False
    )


def sales_on(
    day: date,
    pieces: int,
    came_back: Mapping[ReturnCause | str, int] | None = None,
    *,
    product: str = ONDINE,
    buyers: str = "k",
) -> list[Sale]:
    """Return so many orders of one piece each, on a day and by customers of their own.

    `came_back` tells how many of them came back for each cause; "" is none that was told.
    """
    causes = [cause for cause, many in (came_back or {}).items() for _ in range(many)]
    begin = datetime.combine(day, time(8), UTC)
    return [
        Sale(
            at=begin + timedelta(seconds=place),
            product=product,
            returned=1.0 if place < len(causes) else 0.0,
            returned_for=str(causes[place]) if place < len(causes) else "",
            customer=f"{buyers}-{day.isoformat()}-{place}",
        )
        for place in range(pieces)
    ]


def sale_returns(folder: Path = Path("no sales"), *sales: Sale) -> SaleReturns:
    """Return the reader of what came back; without sales, of a folder that is not there."""
    files = SaleFiles(folder=folder)
    if sales:
        folder.mkdir(parents=True, exist_ok=True)
        files.add("shop", sales)
    return SaleReturns(files=files, shop=dress_shop())
