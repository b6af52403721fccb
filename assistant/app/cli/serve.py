"""`comptoir serve`: the API and its workers in one process tree."""

import asyncio
from typing import Annotated, Literal

import typer

from assistant.app.cli.options import DataDir, Port
from assistant.app.cli.output import console
from assistant.kit.settings.settings import load

SERVE = "serve"


def serve_shop(
    port: Port = None,
    data_dir: DataDir = None,
    role: Annotated[
        Literal["all", "api"],
        typer.Option("--role", help="all: API and workers; api: no workers, they run elsewhere."),
    ] = "all",
) -> None:
    """Serve the web chat. Ctrl-C stops it; what is in hand is finished first."""
    settings = load(port=port, data_dir=data_dir)
    from assistant.app.processes.process_tree import serve  # noqa: PLC0415  # help and refusals must be quick

    def listening(address: str) -> None:
        console.print(f"Serving on {address}. Ctrl-C stops; what is in hand is finished first.")

    asyncio.run(serve(settings, workers=role == "all", demo=False, listening=listening))
