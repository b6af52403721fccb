"""Replay recorded conversations: `comptoir replay`."""

import asyncio
import re
import sys
import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from assistant.app.cli.terminal import (
    DataDir,
    Json,
    LanguageName,
    console,
    fail,
    load_in_force,
    progress,
)
from assistant.app.cli.trying.change_options import (
    ChangedAnswers,
    ChangedPage,
    ChangedSettings,
    ChangedTable,
    Demo,
    OfChange,
    changes_of,
    read_change,
)

if TYPE_CHECKING:
    from assistant.app.processes.replaying.replay_work import ReplayWork
    from assistant.conversation.message import Language
    from assistant.improvement.replay.replay_tally import ReplayTally
    from assistant.improvement.replay.replayed_span import ReplaySpan

NAME = "replay"

_DAYS = re.compile(r"(\d{1,4})d")


def replay(  # noqa: PLR0917  # options of a command
    since: Annotated[
        str, typer.Option("--since", help="First day, as 2026-11-01, or days back, as 30d.")
    ] = "30d",
    until: Annotated[str, typer.Option("--until", help="First day that is left out.")] = "",
    setting: ChangedSettings = None,
    autonomy: ChangedTable = None,
    page: ChangedPage = None,
    answer: ChangedAnswers = None,
    change: OfChange = "",
    language: Annotated[
        LanguageName | None,
        typer.Option("--language", help="Of a page, and of what is told; else the shop's."),
    ] = None,
    show: Annotated[int, typer.Option("--show", min=0, help="Turns to show side by side.")] = 10,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="Processes that replay.")
    ] = 2,
    json: Json = False,  # noqa: FBT002  # an option
    data_dir: DataDir = None,
    *,
    model: Annotated[
        bool, typer.Option("--model", help="Ask the language model for each turn; it costs.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 if a change does harm.")
    ] = False,
    demo: Demo = False,
) -> None:
    """Take recorded turns again, and tell which would differ; nothing happens to anybody.

    With a changed setting, table, page or answer, or with a proposal of the console, the assistant
    as it is now is compared with the one that would be. Without any, it is compared with what was
    said then.
    """
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP, spoken_languages  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # the same
    from assistant.app.processes.replaying.replay_work import ReplayWork  # noqa: PLC0415  # the same
    from assistant.improvement.replay.replay_plan import ReplayPlan  # noqa: PLC0415  # the same
    from assistant.improvement.replay.replayed_span import ReplaySpan  # noqa: PLC0415  # the same

    configure(human=True)
    shop = (
        {"data_dir": data_dir or DEMO_DATA, "shop": DEMO_SHOP} if demo else {"data_dir": data_dir}
    )
    settings = load_in_force(**shop)
    told_in = language.value if language else spoken_languages(settings.shop)[0]
    now = datetime.now(UTC)
    span = ReplaySpan(_day(since, now), _day(until, now) if until else now)
    changes = changes_of(setting, autonomy, page, told_in, answer) + read_change(settings, change)
    plan = ReplayPlan(changes=changes, from_record=not changes, span=span, asks_model=model)
    work = ReplayWork(settings=settings, plan=plan, processes=processes)
    tally = asyncio.run(_replay(work, span, told_in, show=show, as_json=json))
    raise typer.Exit(1 if strict and tally.does_harm else 0)


def _day(text: str, now: datetime) -> datetime:
    """Return a point in time; a date begins at midnight, UTC."""
    if back := _DAYS.fullmatch(text):
        return now - timedelta(days=int(back[1]))
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        fail("Write a day as 2026-11-01, or days back as 30d.")
    return read if read.tzinfo else read.replace(tzinfo=UTC)


async def _replay(
    work: "ReplayWork", span: "ReplaySpan", language: "Language", *, show: int, as_json: bool
) -> "ReplayTally":
    """Replay the span; print the differences as they come, or the worst of them at the end."""
    from assistant.app.cli.trying.replay_output import show_replay, turn_as_dict  # noqa: PLC0415  # help must be quick
    from assistant.improvement.replay.replay_tally import ReplayTally, WorstTurns  # noqa: PLC0415  # the same
    from assistant.improvement.replay.replayed_span import conversations_of  # noqa: PLC0415  # the same
    from integrations.stores.sql.log.event_log import open_event_log  # noqa: PLC0415  # the same

    tally, worst, began = ReplayTally(), WorstTurns(most=show), time.monotonic()
    async with open_event_log(work.settings.log_url, work.settings.archive_folder) as log:
        ids = [one async for one in conversations_of(log, span)]
        with progress() as bars:
            bar = bars.add_task("conversations", total=len(ids))
            async with aclosing(work.replay(ids)) as replayed:
                async for one in replayed:
                    tally += one.tally
                    worst.add(one.turns)
                    bars.advance(bar)
                    for turn in one.turns if as_json else ():
                        sys.stdout.buffer.write(orjson.dumps(turn_as_dict(turn)) + b"\n")
    seconds = time.monotonic() - began
    show_replay(tally, worst.turns, console, language=language, seconds=seconds)
    return tally
