"""Define the options of commands that try a change, and read the changes that they name."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from assistant.app.cli.terminal import fail

if TYPE_CHECKING:
    from assistant.conversation.message import Language
    from assistant.kit.settings.settings import Settings
    from assistant.messages.trials.candidate_change import CandidateChange

_MOST_BYTES = 5_000_000

ChangedSettings = Annotated[
    list[str] | None,
    typer.Option("--setting", help="A changed setting, as policy.min_confidence=0.5."),
]
ChangedTable = Annotated[
    Path | None, typer.Option("--autonomy", help="Another autonomy table, as YAML.")
]
ChangedPage = Annotated[
    Path | None, typer.Option("--page", help="Another page: its title, and then its text.")
]
ChangedAnswers = Annotated[
    Path | None,
    typer.Option("--answer", help="Verified answers, as /console/verified exports them."),
]
OfChange = Annotated[
    str, typer.Option("--change", help="A proposal of the console, by the id in its address.")
]
Demo = Annotated[bool, typer.Option("--demo", help="The demo shop, as `comptoir demo` has it.")]


_OF_SEARCH = frozenset({"search.limit", "search.reader"})
"""Settings that pages cannot change, and that a turn can be made with all the same."""


def changes_of(
    settings: Iterable[str] | None,
    autonomy: Path | None,
    page: Path | None,
    language: "Language",
    answers: Path | None = None,
) -> tuple["CandidateChange", ...]:
    """Return the changes that the options name."""
    from assistant.messages.trials.candidate_change import CandidateChange  # noqa: PLC0415  # help must be quick
    from assistant.operations.autonomy.autonomy_table import load_table  # noqa: PLC0415  # the same

    found = []
    if values := dict(_setting(one) for one in settings or ()):
        found.append(CandidateChange(kind="settings", content=orjson.dumps(values).decode()))
    if autonomy is not None:
        content = load_table(autonomy).model_dump_json()
        found.append(CandidateChange(kind="autonomy", content=content))
    if page is not None:
        found.append(CandidateChange(kind="page", content=_page(page, language)))
    if answers is not None:
        found += _answers(answers)
    return tuple(found)


def read_change(settings: "Settings", change_id: str) -> tuple["CandidateChange", ...]:
    """Return the change of a change set, if one is named."""
    return (asyncio.run(_candidate_of(settings, change_id)),) if change_id else ()


async def _candidate_of(settings: "Settings", change_id: str) -> "CandidateChange":
    from assistant.improvement.changes.change_set import ChangeId, ChangeKind  # noqa: PLC0415  # help must be quick
    from assistant.improvement.changes.ports import UnknownChangeError  # noqa: PLC0415  # the same
    from assistant.messages.trials.candidate_change import CandidateChange  # noqa: PLC0415  # the same
    from integrations.stores.sql.database import open_database  # noqa: PLC0415  # the same
    from integrations.stores.sql.insights.change_book import SqlChangeBook  # noqa: PLC0415  # the same

    async with open_database(settings.log_url) as database:
        try:
            change = await SqlChangeBook(database).get(ChangeId(change_id))
        except UnknownChangeError:
            fail(f"There is no proposal {change_id}; its address is /console/improve/ and its id.")
    if change.kind is ChangeKind.TASK:
        fail(f"{change_id} is something to do: it has no change that could be tried.")
    return CandidateChange(kind=change.change.kind, content=change.change.content)


def _answers(file: Path) -> "list[CandidateChange]":
    """Return each verified answer of a CSV file."""
    from assistant.console.verified.answer_sheet import read_sheet  # noqa: PLC0415  # help must be quick
    from assistant.kit.table_file import TableFileError, decode_table  # noqa: PLC0415  # the same
    from assistant.messages.trials.candidate_change import CandidateChange  # noqa: PLC0415  # the same
    from assistant.messages.trials.candidate_codec import encode_answer  # noqa: PLC0415  # the same

    if not file.is_file():
        fail(f"There is no file {file}.")
    try:
        answers, faults = read_sheet(decode_table(file.read_bytes(), most_bytes=_MOST_BYTES))
    except TableFileError as error:
        fail(f"{file} is no table as /console/verified exports it ({error.word}).")
    if faults or not answers:
        rows = ", ".join(str(one.row) for one in faults)
        fail(f"{file}: " + (f"row {rows} cannot be read." if rows else "there is no answer in it."))
    return [CandidateChange(kind="verified", content=encode_answer(one)) for one in answers]


def _setting(text: str) -> tuple[str, str]:
    from assistant.kit.settings.layered_settings import is_changeable  # noqa: PLC0415  # help must be quick

    name, equals, value = text.partition("=")
    if not equals or not (is_changeable(name) or name in _OF_SEARCH):
        fail(f"“{text}” is no setting that can be tried; write it as policy.min_confidence=0.5")
    return name, value


def _page(file: Path, language: "Language") -> str:
    """Return a page as the catalogue's JSON; its first line is its title."""
    if not file.is_file():
        fail(f"There is no file {file}.")
    title, _, text = file.read_text(encoding="utf-8").strip().partition("\n")
    if not title or not text.strip():
        fail(f"{file} needs a title in its first line, and a text below it.")
    document = {
        "id": file.stem,
        "title": {language: title.lstrip("# ")},
        "text": {language: text.strip()},
    }
    return orjson.dumps({"documents": [document]}).decode()
