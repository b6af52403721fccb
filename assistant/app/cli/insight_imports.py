"""`comptoir insights import`, `imports` and `forget_imports`: texts of other systems."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.app.cli.options import DataDir
from assistant.app.cli.output import results
from assistant.kit.settings.settings import load


class ImportKind(StrEnum):
    """What a file holds."""

    REVIEWS = "reviews"
    CONVERSATIONS = "conversations"
    ORDERS = "orders"


def import_texts(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or JSON lines with a column text (or review, message), and where there are"
            " any id, title, product, rating, date, lang, customer; orders: date, product, and"
            " units, total, customer_id, region.",
            exists=True,
            dir_okay=False,
            metavar="FILE",
        ),
    ],
    name: Annotated[
        str, typer.Option("--name", help="To replace or remove it by; the file's if empty.")
    ] = "",
    kind: Annotated[
        ImportKind | None,
        typer.Option("--kind", help="What it holds; found out for each line if empty."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Keep reviews, past conversations or orders for every build to read, without personal data."""
    settings = load(data_dir=data_dir)
    if kind is ImportKind.ORDERS:
        from assistant.app.commands.insight_imports import take_in_orders  # noqa: PLC0415  # see below

        called, count = take_in_orders(settings, file, name=name)
        results.print(f"{count:,} sales are kept as {called}. Run comptoir insights build.")
        return
    from assistant.app.commands.insight_imports import take_in as keep  # noqa: PLC0415  # help must be quick
    from assistant.insights.analysis_rows import Origin  # noqa: PLC0415  # the same

    origins = {ImportKind.REVIEWS: Origin.REVIEW, ImportKind.CONVERSATIONS: Origin.IMPORT}
    origin = origins[kind] if kind is not None else None
    called, count = keep(settings, file, name=name, origin=origin)
    results.print(f"{count:,} texts are kept as {called}. Run comptoir insights build.")


def list_imports(data_dir: DataDir = None) -> None:
    """Print the names of what was imported."""
    from assistant.app.commands.insight_imports import kept  # noqa: PLC0415  # help must be quick

    for name in kept(load(data_dir=data_dir)):
        results.print(name)


def forget_imports(
    name: Annotated[str, typer.Option("--name", help="Everything imported as this.")] = "",
    customer: Annotated[
        str, typer.Option("--customer", help="Everything of this customer, as the file named them.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Forget imported texts; the next build has none of them."""
    settings = load(data_dir=data_dir)
    from assistant.app.commands.insight_imports import forget as forget_customer  # noqa: PLC0415  # see above
    from assistant.app.commands.insight_imports import let_go  # noqa: PLC0415

    if bool(name) == bool(customer):
        msg = "give --name or --customer"
        raise typer.BadParameter(msg)
    if customer:
        results.print(f"{forget_customer(settings, customer)} texts and sales are forgotten.")
    elif let_go(settings, name):
        results.print(f"{name} is forgotten.")
    else:
        msg = f"nothing was imported as {name}; comptoir insights imports lists what was"
        raise typer.BadParameter(msg)
