"""Define the options of commands that try a change, and read the changes that they name."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from assistant.app.cli.terminal import fail

if TYPE_CHECKING:
    from assistant.conversation.message import Language
    from assistant.messages.trials.ports import CandidateChange

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
Demo = Annotated[bool, typer.Option("--demo", help="The demo shop, as `comptoir demo` has it.")]


def changes_of(
    settings: Iterable[str], autonomy: Path | None, page: Path | None, language: "Language"
) -> tuple["CandidateChange", ...]:
    """Return the changes that the options name."""
    from assistant.messages.trials.ports import CandidateChange  # noqa: PLC0415  # help must be quick
    from assistant.operations.autonomy.autonomy_table import load_table  # noqa: PLC0415  # the same

    found = []
    if values := dict(_setting(one) for one in settings):
        found.append(CandidateChange(kind="settings", content=orjson.dumps(values).decode()))
    if autonomy is not None:
        content = load_table(autonomy).model_dump_json()
        found.append(CandidateChange(kind="autonomy", content=content))
    if page is not None:
        found.append(CandidateChange(kind="page", content=_page(page, language)))
    return tuple(found)


def _setting(text: str) -> tuple[str, str]:
    from assistant.kit.settings.layered_settings import is_changeable  # noqa: PLC0415  # help must be quick

    name, equals, value = text.partition("=")
    if not equals or not is_changeable(name):
        fail(f"“{text}” is no setting that pages can change; write it as policy.min_confidence=0.5")
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
