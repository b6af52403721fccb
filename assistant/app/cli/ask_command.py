"""Answer questions without a server: `comptoir ask`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import BaseModel, ValidationError

from assistant.app.cli.terminal import DataDir, Json, SetupLines, console, fail, load_in_force
from assistant.kit.settings.settings import Settings

NAME = "ask"


class BatchQuestion(BaseModel):
    """Hold a line of a batch file."""

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
    *,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Ask the demo shop, as `comptoir demo` has it (data/demo)."),
    ] = False,
) -> None:
    """Answer from the index in the data folder. Each question is a conversation of its own.

    Nothing is done in the shop and nothing is kept. Where orders can be changed
    (COMPTOIR_SHOP__SYSTEM), the answer to such a wish is the question who the customer is.
    """
    if (text is None) == (batch is None):
        fail('Give one question, as in: comptoir ask "How long to return?", or --batch FILE.')
    questions = [BatchQuestion(id="1", text=text)] if text is not None else list(_read(batch))
    settings = _demo(data_dir) if demo else load_in_force(data_dir=data_dir)
    asyncio.run(_ask(questions, settings, as_json=json or batch is not None, top=top))


def _demo(data_dir: Path | None) -> Settings:
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415  # help must be quick

    return load_in_force(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)


def _read(batch: Path | None) -> Iterator[BatchQuestion]:
    if batch is None:
        return
    with batch.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield BatchQuestion.model_validate_json(line)
            except ValidationError:
                fail(f'{batch}:{number}: expected an object with "id" and "text"')


async def _ask(
    questions: list[BatchQuestion], settings: Settings, *, as_json: bool, top: int | None
) -> None:
    from assistant.app.cli.answer_output import as_dict, show  # noqa: PLC0415
    from assistant.app.commands.single_questions import open_questions  # noqa: PLC0415  # help must be quick
    from assistant.app.compose.answer_engine import open_answer_parts  # noqa: PLC0415
    from assistant.app.compose.local_installation import SystemClock  # noqa: PLC0415
    from assistant.app.compose.services.language_model import assemble_thinker, open_model  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415
    from integrations.stores.memory.model_spending import MemorySpending  # noqa: PLC0415

    configure(human=True)
    async with (
        open_answer_parts(settings, progress=SetupLines()) as parts,
        open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model,
    ):
        thinker = assemble_thinker(settings, parts.shop, model, speaker=None)
        engine = open_questions(parts, thinker)
        for question in questions:
            asked = await engine.ask(question.text, top=top)
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(as_dict(question.id, asked)) + b"\n")
                sys.stdout.buffer.flush()
            else:
                show(asked, console)
