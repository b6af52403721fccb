"""Measure the golden sets: `comptoir eval`."""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.app.cli.terminal import DataDir, EngineName, Json, fail, stages
from assistant.kit.settings.settings import Settings, load

NAME = "eval"


class EvaluationKind(StrEnum):
    """Name the sets that can be measured."""

    ANSWERS = "answers"
    CONVERSATIONS = "conversations"
    ESCALATION = "escalation"
    GRAVE = "grave"


def command(
    what: Annotated[
        EvaluationKind, typer.Argument(help="EvaluationKind to measure.")
    ] = EvaluationKind.ANSWERS,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Dialogue engine, for conversations.")
    ] = EngineName.EMBEDDED,
    sets: Annotated[
        Path,
        typer.Option("--sets", help="Folder with the golden sets.", exists=True, file_okay=False),
    ] = Path("tests/evals"),
    held_out: Annotated[
        Path | None,
        typer.Option(
            "--set",
            help="Folder of shops with questions, or a file of questions for the data folder.",
            exists=True,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Folder with the real texts that shops of --set name.", file_okay=False
        ),
    ] = None,
    *,
    data_dir: DataDir = None,
    json: Json = False,
    show: Annotated[
        bool, typer.Option("--show", help="Print each miss of --set with its reply.")
    ] = False,
) -> None:
    """Measure answers, conversations, escalation or grave messages, and print every miss.

    With --set, answers are measured on the shops of that folder instead. Conversations that fail
    make the exit code 1.
    """
    settings = load(data_dir=data_dir or Path("data/demo"))
    if held_out is not None:
        if what is not EvaluationKind.ANSWERS:
            fail(f"--set is a set of answers: say comptoir eval answers, not {what.value}.")
        _ask_held_out(settings, held_out, data, json=json, show=show)
        return
    if what is EvaluationKind.CONVERSATIONS:
        _converse(settings, sets / "conversations", engine, json=json)
        return
    if what is EvaluationKind.ESCALATION:
        from assistant.app.evaluation.escalation_report import measure_escalation  # noqa: PLC0415  # the same

        judged = asyncio.run(measure_escalation(settings, sets / "escalation"))
        judged.write(sys.stdout, as_json=json)
        return
    if what is EvaluationKind.GRAVE:
        _count_grave(settings, sets / "escalation", json=json)
        return
    from assistant.app.evaluation.golden_questions import evaluate  # noqa: PLC0415  # help and refusals must be quick

    report = asyncio.run(evaluate(settings, sets))
    report.write(sys.stdout, as_json=json)


def _count_grave(settings: Settings, folder: Path, *, json: bool) -> None:
    from assistant.app.evaluation.grave_report import measure_grave  # noqa: PLC0415  # help must be quick

    counted = asyncio.run(measure_grave(settings, folder, Path("training/data/shops")))
    counted.write(sys.stdout, as_json=json)


def _ask_held_out(
    settings: Settings, held_out: Path, data: Path | None, *, json: bool, show: bool
) -> None:
    from assistant.app.evaluation.held_out_run import evaluate_held_out  # noqa: PLC0415  # help must be quick
    from assistant.app.evaluation.held_out_set import HeldOutSetError  # noqa: PLC0415  # the same
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # the same

    configure(human=True)
    with stages() as tell:
        try:
            running = evaluate_held_out(settings, held_out, data=data, progress=tell)
            report = asyncio.run(running)
        except HeldOutSetError as error:
            fail(str(error))
    report.write(sys.stdout, as_json=json, show=show)


def _converse(settings: Settings, folder: Path, engine: EngineName, *, json: bool) -> None:
    from assistant.app.evaluation.scenario_run import play_all  # noqa: PLC0415  # help must be quick

    if engine is EngineName.RASA:
        from assistant.app.evaluation.rasa_stage import play_on_rasa  # noqa: PLC0415

        report = asyncio.run(play_on_rasa(settings, folder))
    elif engine is EngineName.MODEL:
        from assistant.app.evaluation.scenario_run import play_with_model  # noqa: PLC0415

        report = asyncio.run(play_with_model(settings, folder))
    else:
        report = asyncio.run(play_all(settings, folder))
    report.write(sys.stdout, as_json=json)
    raise typer.Exit(code=1 if report.failed else 0)
