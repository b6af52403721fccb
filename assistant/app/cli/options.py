"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class EngineName(StrEnum):
    """Dialogue engines."""

    EMBEDDED = "embedded"
    RASA = "rasa"
    MODEL = "model"


DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder with everything Comptoir keeps (COMPTOIR_DATA_DIR; ./data).",
        file_okay=False,
    ),
]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65_535, help="Port to listen on (COMPTOIR_PORT).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]
