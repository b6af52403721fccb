"""Try a message, and ask the saved questions: `comptoir try`, `comptoir questions`."""

import asyncio
import getpass
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.markup import escape

from assistant.app.cli.terminal import DataDir, Json, console, fail, load_in_force
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.app.commands.trial_administration import OpenedTrials
    from assistant.messages.trials.trial import TrialMessage, TriedTurn

TRY, NAME = "try", "questions"

commands = typer.Typer(help="The saved questions: the shop's own tests.", no_args_is_help=True)

Demo = Annotated[bool, typer.Option("--demo", help="The demo shop, as `comptoir demo` has it.")]


class TryChannel(StrEnum):
    """Name the channels that a message can be tried on."""

    WEBCHAT = "webchat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"


class TryLanguage(StrEnum):
    """Name the languages of a page."""

    FR = "fr"
    EN = "en"


def try_message(  # noqa: PLR0917  # options of a command
    text: Annotated[list[str], typer.Argument(help="A message, or several one after the other.")],
    customer: Annotated[
        str, typer.Option("--customer", help="E-mail address of a signed-in customer.")
    ] = "",
    channel: Annotated[
        TryChannel, typer.Option("--channel", help="The channel.")
    ] = TryChannel.WEBCHAT,
    language: Annotated[
        TryLanguage | None, typer.Option("--language", help="The language of the page.")
    ] = None,
    page: Annotated[str, typer.Option("--page", help="The product in view.")] = "",
    category: Annotated[str, typer.Option("--category", help="The category in view.")] = "",
    at: Annotated[
        str, typer.Option("--at", help="Another time than now, as in 2026-12-24T18:30+01:00.")
    ] = "",
    json: Json = False,  # noqa: FBT002  # an option
    data_dir: DataDir = None,
    *,
    demo: Demo = False,
) -> None:
    """Show the reply of the assistant to a message, and the whole way to it; nothing happens.

    No order is touched, no mail goes out, and nothing is kept.
    """
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help must be quick
    from assistant.conversation.message import ChannelKind  # noqa: PLC0415  # the same
    from assistant.messages.trials.trial import TrialMessage  # noqa: PLC0415  # the same

    configure(human=True)
    message = TrialMessage(
        text="",
        channel=ChannelKind(channel),
        language=language.value if language else None,
        page=page,
        category=category,
        customer=customer,
        at=_time(at),
    )
    asyncio.run(_try(_settings(data_dir, demo=demo), message, text, as_json=json))


@commands.command(name="run")
def run_all(
    json: Json = False,  # noqa: FBT002  # an option
    data_dir: DataDir = None,
    *,
    demo: Demo = False,
) -> None:
    """Ask every saved question; the exit code is 1 if one is red."""
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help must be quick

    configure(human=True)
    reds = asyncio.run(_run(_settings(data_dir, demo=demo), as_json=json))
    raise typer.Exit(1 if reds else 0)


def _settings(data_dir: Path | None, *, demo: bool) -> Settings:
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415  # help must be quick

    if demo:
        return load_in_force(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)
    return load_in_force(data_dir=data_dir)


def _time(at: str) -> datetime | None:
    if not at:
        return None
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        fail("Write the time as in 2026-12-24T18:30+01:00.")
    return read if read.tzinfo else read.astimezone()


async def _try(
    settings: Settings, message: "TrialMessage", texts: list[str], *, as_json: bool
) -> None:
    from dataclasses import replace  # noqa: PLC0415  # help must be quick

    from assistant.app.commands.trial_administration import open_trials  # noqa: PLC0415  # the same
    from assistant.messages.trials.trial import UnknownCustomerError  # noqa: PLC0415  # the same

    async with open_trials(settings) as opened:
        for text in texts:
            try:
                tried = await opened.trials.take(replace(message, text=text))
            except UnknownCustomerError:
                fail("The shop knows no customer of this address.")
            message = replace(message, events=tried.events, receipts=tried.receipts)
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(_as_dict(text, tried)) + b"\n")
            else:
                _show(text, tried)


def _as_dict(text: str, tried: "TriedTurn") -> dict[str, object]:
    reply, taken = tried.reply, tried.taken
    return {
        "message": text,
        "kind": reply.kind if reply else "",
        "text": reply.text if reply else "",
        "suggested": tried.suggested.text if tried.suggested else "",
        "sources": [one.title for one in reply.sources] if reply else [],
        "decision": taken.decision if taken else "",
        "rule": taken.rule if taken else "",
        "effects": list(tried.effects),
        "steps": [{"step": one.fact, "ms": one.ms, "depth": one.depth} for one in tried.steps],
        "ms": tried.ms,
    }


def _show(text: str, tried: "TriedTurn") -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # help must be quick

    from assistant.console.trying.way_words import tell_way  # noqa: PLC0415  # the same

    console.print(f"[dim]> {escape(text)}[/]")
    reply = tried.suggested or tried.reply
    print(reply.text if reply else "(nothing)")  # noqa: T201  # the command's result
    for effect in tried.effects:
        console.print(f"  [yellow]not carried out: {effect}[/]")
    for step in tell_way(tried.steps, "en", ZoneInfo("UTC")):
        blanks = "  " * (step.depth + 1)
        took = f" [dim]{step.ms} ms[/]" if step.ms else ""
        console.print(f"{blanks}[bold]{step.title}[/] {escape(step.line)}{took}")
    console.print(f"  [dim]{tried.ms} ms[/]")


async def _run(settings: Settings, *, as_json: bool) -> int:
    from assistant.app.commands.trial_administration import open_trials  # noqa: PLC0415  # help must be quick

    async with open_trials(settings) as opened:
        return await _ask_all(opened, as_json=as_json)


async def _ask_all(opened: "OpenedTrials", *, as_json: bool) -> int:
    from assistant.app.commands.trial_administration import run_questions  # noqa: PLC0415  # help must be quick
    from assistant.console.trying.bench_texts import name_of  # noqa: PLC0415  # the same
    from assistant.messages.trials.saved_question import (  # noqa: PLC0415  # the same
        QuestionResult,
        SavedQuestion,
    )

    def tell(question: SavedQuestion, result: QuestionResult) -> None:
        if as_json:
            line = {"question": question.text, "green": result.is_green, **_result(result)}
            sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
            return
        mark = "[green]✓[/]" if result.is_green else "[red]✗[/]"
        why = "; ".join(
            f"{name_of('fault', one.fault, 'en')} {one.what}".strip() for one in result.faults
        )
        console.print(f"{mark} {escape(question.text)} [dim]{escape(why)}[/]")

    run = await run_questions(opened, by=getpass.getuser(), tell=tell)
    if not as_json:
        console.print(f"{run.total - run.red} green, {run.red} red")
    return run.red


def _result(result: object) -> dict[str, object]:
    from dataclasses import asdict  # noqa: PLC0415  # help must be quick

    told: dict[str, object] = asdict(result)  # type: ignore[call-overload]  # a dataclass
    return told
