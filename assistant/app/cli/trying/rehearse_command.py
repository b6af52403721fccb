"""Play scenarios with simulated customers: `comptoir rehearse`."""

import asyncio
import getpass
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from assistant.app.processes.replaying.rehearsals import OpenedRehearsal, Rehearsed
    from assistant.conversation.message import Language
    from assistant.improvement.rehearsal.saved_scenario import SavedScenario
    from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
    from assistant.kit.settings.settings import Settings
    from assistant.messages.trials.candidate_change import CandidateChange

NAME = "rehearse"

DrawnCount = Annotated[
    int, typer.Option("--count", min=0, max=1000, help="Scenarios to draw, beside the others.")
]
_FIRST_SET = 24  # scenarios that are drawn where there is none
_HOUR = 10  # of the day, by the clock of the program; a scenario says its own


def rehearse(  # noqa: PLR0917  # options of a command
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same seed gives the same talks.")
    ] = 1,
    count: DrawnCount = 0,
    file: Annotated[
        Path | None, typer.Option("--file", help="Scenarios of a YAML file, not the saved ones.")
    ] = None,
    on: Annotated[str, typer.Option("--on", help="The day it is, as 2026-11-30; else today.")] = "",
    setting: ChangedSettings = None,
    autonomy: ChangedTable = None,
    page: ChangedPage = None,
    answer: ChangedAnswers = None,
    change: OfChange = "",
    language: Annotated[
        LanguageName | None,
        typer.Option("--language", help="Of customers, a page, and what is told."),
    ] = None,
    json: Json = False,  # noqa: FBT002  # an option
    data_dir: DataDir = None,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 if any scenario fails.")
    ] = False,
    demo: Demo = False,
) -> None:
    """Play scenarios: simulated customers talk to the assistant, and each talk is judged.

    Nothing happens in the shop. With a changed setting, table, page or answer, or with a proposal
    of the console, each talk is played without and with it. The exit code is 1 if a protected
    scenario fails, or if a change does harm.
    """
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP, spoken_languages  # noqa: PLC0415  # the same
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # the same
    from assistant.app.processes.replaying.rehearsals import rehearsal_as_dict, tally_of_all  # noqa: PLC0415  # help must be quick
    from assistant.kit.settings.settings import load  # noqa: PLC0415  # the same

    configure(human=True)
    shop = (
        {"data_dir": data_dir or DEMO_DATA, "shop": DEMO_SHOP} if demo else {"data_dir": data_dir}
    )
    settings, server = load_in_force(**shop), load(**shop)
    chosen: Language | None = language.value if language else None
    told_in = chosen or spoken_languages(settings.shop)[0]
    changes = changes_of(setting, autonomy, page, told_in, answer) + read_change(settings, change)
    asked = _RehearsalPlan(settings, server, changes, _day(on), seed, count, file, chosen)
    rehearsed, opened = asyncio.run(_rehearse(asked, told_in, as_json=json))
    if json:
        _print_json(rehearsal_as_dict(rehearsed, opened))
    tally = tally_of_all(rehearsed, changed=bool(changes))
    fails = tally.does_harm or (strict and tally.passed < tally.played)
    raise typer.Exit(1 if fails else 0)


def _print_json(written: dict[str, Any]) -> None:
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    sys.stdout.buffer.write(orjson.dumps(written, option=options) + b"\n")


@dataclass(frozen=True, slots=True)
class _RehearsalPlan:
    """Hold all that a rehearsal is asked for."""

    settings: "Settings"
    server: "Settings"
    changes: "tuple[CandidateChange, ...]"
    day: datetime
    seed: int
    count: int  # scenarios to draw beside the others
    file: Path | None
    language: "Language | None"


def _day(text: str) -> datetime:
    """Return a time of the day that a talk is played on: today's, or that of a date."""
    if not text:
        return datetime.now(UTC).replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        fail("Write the day as 2026-11-30.")
    return read.replace(hour=_HOUR, tzinfo=UTC)


async def _rehearse(
    asked: _RehearsalPlan, told_in: "Language", *, as_json: bool
) -> "tuple[Rehearsed, OpenedRehearsal]":
    """Play all scenarios; print each as it comes, unless JSON is wanted at the end."""
    from assistant.app.cli.trying.rehearsal_output import show_rehearsed, show_tally  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.replaying.rehearsals import open_rehearsal, tally_of_all  # noqa: PLC0415  # the same

    done: list[tuple[SavedScenario, TalkVerdict]] = []
    async with open_rehearsal(
        asked.settings,
        asked.changes,
        server=asked.server,
        day=asked.day,
        seed=asked.seed,
    ) as opened:
        scenarios = await _scenarios(asked, opened)
        with progress() as bars:
            bar = bars.add_task("scenarios", total=len(scenarios))
            for one in scenarios:
                done.append((one, await opened.rehearse(one)))
                bars.advance(bar)
                if not as_json:
                    show_rehearsed(*done[-1], bars.console, language=told_in)
    if not as_json:
        tally = tally_of_all(done, changed=bool(asked.changes))
        show_tally(tally, done, console, language=told_in)
    return done, opened


async def _scenarios(asked: _RehearsalPlan, opened: "OpenedRehearsal") -> "list[SavedScenario]":
    """Return the scenarios of the file, or the saved ones, with those that are drawn."""
    kept = await opened.book.all()
    chosen = [*kept] if asked.file is None else _of_file(asked.file, asked.day)
    chosen = [one for one in chosen if asked.language in {None, one.part.language}]
    count = asked.count or (0 if chosen or asked.file else _FIRST_SET)
    by = getpass.getuser()
    return [*chosen, *await opened.draw(count=count, language=asked.language, by=by)]


def _of_file(file: Path, at: datetime) -> "list[SavedScenario]":
    from assistant.improvement.rehearsal.written_scenario import (  # noqa: PLC0415  # help must be quick
        ScenarioFileError,
        read_scenarios_file,
    )

    if not file.is_file():
        fail(f"There is no file {file}.")
    try:
        written = read_scenarios_file(file.read_text(encoding="utf-8"))
    except (ScenarioFileError, UnicodeDecodeError) as error:
        fail(f"{file}: {error}")
    by = getpass.getuser()
    return [
        one.saved(by=by, at=at, scenario_id=f"{file.stem}-{place}")
        for place, one in enumerate(written, start=1)
    ]
