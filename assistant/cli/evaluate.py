"""`comptoir eval`: the golden sets, measured."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import DataDir, Json
from assistant.settings import load

NAME = "eval"


def command(
    sets: Annotated[
        Path,
        typer.Option("--sets", help="Folder with the golden sets.", exists=True, file_okay=False),
    ] = Path("tests/evals"),
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Measure answers and abstention on the demo shop, and print what missed."""
    settings = load(data_dir=data_dir or Path("data/demo"))
    from assistant.app.evaluate import evaluate  # noqa: PLC0415  # help and refusals must be quick

    report = asyncio.run(evaluate(settings, sets))
    report.write(sys.stdout, as_json=json)
