"""Print the coverage report as a table for a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answers.coverage.coverage_report import (
    Coverage,
    CoverageReport,
    LanguageCoverage,
    NeedCoverage,
)
from assistant.answers.coverage.need_list import say
from assistant.console.insights.coverage_page import MARKS, percent
from assistant.conversation.message import Language

_COLOURS = {
    Coverage.ANSWERED: "green",
    Coverage.PARTLY: "yellow",
    Coverage.CONTRADICTED: "red",
    Coverage.PERSON: "blue",
    Coverage.GAP: "bright_black",
}
_NEED, _SOURCE = 26, 24  # characters of these columns at most
_REST = _NEED + _SOURCE + 18  # of all columns but the answer's


def print_coverage(report: CoverageReport, language: Language, console: Console) -> None:
    """Print the table of each language, then the pages to write first: the end is read first."""
    for part in report.languages:
        console.print(_table(part, language, room=2 * max(20, console.width - _REST)))
        _print_contradictions(part, language, console)
        _print_gaps(part, language, console)
        counts = {str(degree): count for degree, count in part.counts().items()}
        name = f"{report.shop}, {say(part.language, language)}. "
        total = say("summary", language, total=len(part.needs), **counts)
        console.print(Text.assemble((name, "bold"), total), end="\n\n")


def _table(part: LanguageCoverage, language: Language, *, room: int) -> Table:
    table = Table(box=None, expand=True, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    table.add_column(say("need", language), max_width=_NEED)
    table.add_column(say("answer", language), ratio=1)
    table.add_column(say("source", language), max_width=_SOURCE)
    table.add_column(say("sure", language), justify="right")
    for group, needs in part.groups().items():
        table.add_row("", Text(group, "bold"), end_section=False)
        for one in needs:
            table.add_row(*_row(one, part.language, language, room=room))
        table.add_row()
    return table


def _row(one: NeedCoverage, spoken: Language, language: Language, *, room: int) -> tuple[Text, ...]:
    colour, best = _COLOURS[one.coverage], one.best
    source = best.source if best else None
    page = Text(source.title if source else "")
    if source and source.language != spoken:
        page.append(f" ({source.language})", "dim")
    if one.others:
        page.append(f" {say('others', language, count=len(one.others))}", "yellow")
    said = " ".join(best.text.split()) if best and best.answered else say(one.coverage, language)
    answer = Text(said, "" if best and best.answered else colour)
    answer.truncate(room, overflow="ellipsis")
    sure = percent(best.sure, language=language) if best and best.sure is not None else ""
    return Text(MARKS[one.coverage], colour), Text(one.need.title), answer, page, Text(sure)


def _print_contradictions(part: LanguageCoverage, language: Language, console: Console) -> None:
    if found := part.contradictions():
        console.print(Text(say("contradictions", language), "bold red"))
    for one in found:
        console.print(Text(f"  {one.need.title}"))
        for source in one.best.sources if one.best else ():
            console.print(Text(f"    {source.title}: {' '.join(source.quote.split())}", "dim"))
    if found:
        console.print()


def _print_gaps(part: LanguageCoverage, language: Language, console: Console) -> None:
    first = part.write_first()
    said = "essentials" if first else "no_essentials"
    console.print(Text(say(said, language), "bold"))
    for one in first:
        console.print(Text(f"  {one.need.title}", ""), Text(one.need.wordings[0], "dim"))
    console.print()
