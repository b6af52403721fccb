"""Show insights and change their status: `comptoir insights list`, `show`, `accept` and the like.

The others are `done`, `dismiss` and `reopen`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.terminal import DataDir, Json, LanguageName, results
from assistant.kit.settings.settings import load

if TYPE_CHECKING:
    from assistant.app.commands.insight_administration import InsightCommands
    from assistant.insights.insight import Insight


class StatusName(StrEnum):
    """Name each status of an insight."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    MEASURED = "measured"
    DISMISSED = "dismissed"


Id = Annotated[str, typer.Argument(help="Of the insight; its first digits do.", metavar="ID")]
Note = Annotated[str, typer.Option("--note", help="For colleagues.")]
Language = Annotated[LanguageName, typer.Option("--language", help="It is worded in.")]


def list_(
    status: Annotated[
        StatusName | None, typer.Option("--status", help="Only those that are so far.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="Only of this type, such as content_gap.")
    ] = "",
    language: Language = LanguageName.EN,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """List the insights, the highest score first."""
    from assistant.insights.insight import Kind, Status  # noqa: PLC0415  # help must be quick

    if kind and kind not in set(Kind):
        msg = f"{kind} is no type: one of {', '.join(Kind)}"
        raise typer.BadParameter(msg)
    chosen = Status(status) if status else None

    async def found(acts: "InsightCommands") -> "list[Insight]":
        return list(await acts.found(kind=Kind(kind) if kind else None, status=chosen))

    _show(found, language, data_dir, json=json, otherwise="Nothing is so far.")


def show(
    insight_id: Id,
    language: Language = LanguageName.EN,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Show an insight with its numbers and its history."""

    async def found(acts: "InsightCommands") -> "list[Insight]":
        return [await acts.one(insight_id)]

    _show(found, language, data_dir, json=json, whole=True)


def accept(
    insight_id: Id,
    owner: Annotated[
        str, typer.Option("--owner", help="Who sees to it: a team such as content, or a person.")
    ] = "",
    note: Note = "",
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Accept an insight. Missing content becomes a page draft, a missing attribute a task."""

    async def move(acts: "InsightCommands") -> "list[Insight]":
        return [await acts.accept(insight_id, owner=owner, note=note)]

    _show(move, LanguageName.EN, data_dir, json=json)


def done(
    insight_id: Id,
    note: Note = "",
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today if empty."),
    ] = None,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Mark an insight as done; from 15 days later the effect is measured."""

    async def move(acts: "InsightCommands") -> "list[Insight]":
        return [await acts.done(insight_id, note=note, on=on.date() if on else None)]

    _show(move, LanguageName.EN, data_dir, json=json)


def dismiss(
    insight_id: Id,
    reason: Annotated[str, typer.Option("--reason", help="That colleagues understand.")],
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=104, help="For which it is not raised again.")
    ] = 8,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Dismiss an insight, and say why."""

    async def move(acts: "InsightCommands") -> "list[Insight]":
        return [await acts.dismiss(insight_id, reason=reason, weeks=weeks)]

    _show(move, LanguageName.EN, data_dir, json=json)


def reopen(
    insight_id: Id,
    note: Note = "",
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Open an insight again that was accepted, done or dismissed."""

    async def move(acts: "InsightCommands") -> "list[Insight]":
        return [await acts.reopen(insight_id, note=note)]

    _show(move, LanguageName.EN, data_dir, json=json)


def _show(
    work: "Callable[[InsightCommands], Awaitable[list[Insight]]]",
    language: LanguageName,
    data_dir: Path | None,
    *,
    json: bool,
    whole: bool = False,
    otherwise: str = "",
) -> None:
    """Run `work` and print the insights that it returns."""
    settings = load(data_dir=data_dir)
    import orjson  # noqa: PLC0415  # help and refusals must be quick

    from assistant.app.commands.insight_administration import as_json, as_lines, open_acts  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)

    async def run() -> "list[tuple[Insight, str]]":
        async with open_acts(settings) as acts:
            return await as_lines(settings, acts, await work(acts), language.value)

    told = asyncio.run(run())
    for one, said in told:
        if json:
            print(orjson.dumps(as_json(one, said)).decode())  # noqa: T201  # the result
            continue
        results.print(f"{one.insight_id}  {one.status:<9}  {said}", markup=False)
        if whole:
            _history(one)
    if not told and not json:
        results.print(otherwise)


def _history(insight: "Insight") -> None:
    finding, measure = insight.finding, insight.finding.measure
    results.print(
        f"{measure.count:,} of {measure.of:,.0f} {measure.unit},"
        f" {measure.rate.low:.3g} to {measure.rate.high:.3g};"
        f" {measure.customers:,} customers, {finding.window.since} to {finding.window.until}"
    )
    for move in insight.moves:
        line = f"{move.at:%Y-%m-%d %H:%M}  {move.to}  {move.by}  {move.note}"
        results.print(line.rstrip(), markup=False)
