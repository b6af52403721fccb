"""Show which needs of every shop's customers the index answers: `comptoir coverage`."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from assistant.app.cli.terminal import (
    DataDir,
    LanguageName,
    console,
    load_in_force,
    results,
    stages,
)
from assistant.conversation.message import Language
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.answers.coverage.coverage_report import CoverageReport

NAME = "coverage"
_WIDTH = 120  # characters of a table in a file


class CoverageFormat(StrEnum):
    """Name the formats of the report."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


def command(
    language: Annotated[
        LanguageName | None,
        typer.Option("--language", help="Ask in this language only; else in each of the shop's."),
    ] = None,
    style: Annotated[
        CoverageFormat, typer.Option("--format", help="What to print.")
    ] = CoverageFormat.TABLE,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file.", dir_okay=False)
    ] = None,
    data_dir: DataDir = None,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Ask the demo shop, as `comptoir demo` has it.")
    ] = False,
) -> None:
    """Ask the needs of every customer, and show each answer with its source, or a gap.

    Only the shop's texts are asked: what can be looked up or done with an order is not counted.
    """
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # the same

    configure(human=True)
    settings = (
        load_in_force(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)
        if demo
        else load_in_force(data_dir=data_dir)
    )
    languages = _languages(settings, language)
    report = asyncio.run(_survey(settings, languages))
    _write(report, languages[0], style, out)


def _languages(settings: Settings, chosen: LanguageName | None) -> list[Language]:
    """Return the language that was chosen, else the shop's, its own first."""
    from assistant.app.compose.shop_profile import spoken_languages  # noqa: PLC0415  # help must be quick

    return [chosen.value] if chosen else spoken_languages(settings.shop)


async def _survey(settings: Settings, languages: list[Language]) -> "CoverageReport":
    from assistant.app.commands.coverage_survey import survey  # noqa: PLC0415  # help must be quick
    from assistant.app.compose.services.house_engine import open_house_engine  # noqa: PLC0415  # the same
    from assistant.console.insights.kept_coverage import keep_report  # noqa: PLC0415  # the same

    async with open_house_engine(settings) as engine:
        with stages() as tell:
            report = await survey(engine, languages, tell)
    keep_report(settings.data_dir, report)
    return report


def _write(
    report: "CoverageReport", language: Language, style: CoverageFormat, out: Path | None
) -> None:
    from assistant.app.commands.coverage_table import print_coverage  # noqa: PLC0415  # help must be quick
    from assistant.console.insights.coverage_page import write_coverage  # noqa: PLC0415  # the same

    if style is CoverageFormat.TABLE:
        if out is None:
            print_coverage(report, language, results)
            return
        with out.open("w", encoding="utf-8") as file:
            print_coverage(report, language, Console(file=file, width=_WIDTH, highlight=False))
    else:
        text = (
            write_coverage(report, language)
            if style is CoverageFormat.HTML
            else orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2).decode() + "\n"
        )
        if out is None:
            print(text, end="")  # noqa: T201  # the command's result
            return
        out.write_text(text, encoding="utf-8")
    console.print(f"Written to {out}")
