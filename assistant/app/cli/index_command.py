"""Read the catalogue and the pages of a shop into the index: `comptoir index`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.app.cli.terminal import DataDir, fail, load_in_force
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import BadRow

NAME = "index"
EXIT_BAD_ROWS = 1  # something was indexed, something could not be read


def command(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, web addresses or sitemaps.", metavar="PATH"),
    ],
    data_dir: DataDir = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", help="Of prices that name none, as GBP.", metavar="CODE"),
    ] = None,
    bad_rows: Annotated[
        Path | None,
        typer.Option("--bad-rows", help="Write every row that could not be read to this file."),
    ] = None,
) -> None:
    """Read catalogues and pages; the new index replaces the old one at once.

    Exit code 0: all was read. 1: something could not be read and is named, the rest is indexed.
    2: nothing was indexed.
    """
    from assistant.app.cli.index_output import build  # noqa: PLC0415
    from assistant.app.compose.search.shop_index import NothingToIndexError  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    try:
        unread = build(_with(load_in_force(data_dir=data_dir), currency), paths).bad_rows
    except NothingToIndexError as error:
        _write(bad_rows, error.bad_rows)
        raise
    _write(bad_rows, unread)
    if unread:
        sys.exit(EXIT_BAD_ROWS)


def _with(settings: Settings, currency: str | None) -> Settings:
    """Return the settings with the currency given, if one is."""
    if currency is None:
        return settings
    from retrieval.catalogue.types import UnreadableError  # noqa: PLC0415  # help must be quick
    from retrieval.catalogue.written_prices import decimals_of  # noqa: PLC0415

    code = currency.upper()
    try:
        decimals_of(code)
    except UnreadableError as error:
        fail(f"--currency: {error}")
    shop = settings.shop.model_copy(update={"currency": code})
    return settings.model_copy(update={"shop": shop})


def _write(to: Path | None, unread: Sequence[BadRow]) -> None:
    if to is not None:
        lines = (f"{row.file}:{row.line or ''}: {row.reason}\n" for row in unread)
        to.write_text("".join(lines), encoding="utf-8")
