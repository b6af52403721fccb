"""`comptoir ask`: questions answered without a server."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import BaseModel, ValidationError

from assistant.cli.options import DataDir, Json
from assistant.cli.output import console, fail
from assistant.settings import load

NAME = "ask"


class Question(BaseModel):
    """A line of a batch file."""

    id: str | int
    text: str


def command(
    text: Annotated[str | None, typer.Argument(help="A question, in French or English.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", help='File of {"id", "text"} lines.', exists=True, dir_okay=False),
    ] = None,
    json: Json = False,  # noqa: FBT002  # an option
    top: Annotated[
        int | None,
        typer.Option(
            "--top", min=1, max=50, help="Show the N best pages as sources, whatever is answered."
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Answer from the index in the data folder. Each question is a conversation of its own."""
    if (text is None) == (batch is None):
        fail('Give one question, as in: comptoir ask "How long to return?", or --batch FILE.')
    questions = [Question(id="1", text=text)] if text is not None else list(_read(batch))
    asyncio.run(_ask(questions, data_dir=data_dir, as_json=json or batch is not None, top=top))


def _read(batch: Path | None) -> Iterator[Question]:
    if batch is None:
        return
    with batch.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield Question.model_validate_json(line)
            except ValidationError:
                fail(f'{batch}:{number}: expected an object with "id" and "text"')


async def _ask(
    questions: list[Question], *, data_dir: Path | None, as_json: bool, top: int | None
) -> None:
    from assistant.app.engine import open_engine  # noqa: PLC0415  # help must be quick
    from assistant.app.logs import configure  # noqa: PLC0415
    from assistant.cli.answers import as_dict, show  # noqa: PLC0415

    configure(human=True)
    async with open_engine(load(data_dir=data_dir)) as engine:
        for question in questions:
            asked = await engine.ask(question.text, top=top)
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(as_dict(question.id, asked)) + b"\n")
                sys.stdout.buffer.flush()
            else:
                show(asked, console)
