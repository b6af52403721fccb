"""Whatever was written, wherever it was written, stays text on every page of the console."""

import csv
import json
import re
from collections.abc import AsyncIterator, Callable
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from sqlalchemy import Connection, inspect, text

from assistant.app.compose.process_parts import Parts
from tests.e2e.improving.filled_console import Filled, filled_console
from tests.e2e.setup.shop_files import files
from tests.support.processes.watched_browser import Watched
from tests.support.seeds.hostile_markup import hostile_texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # every page
]

Write = Callable[[str], str]

DATE = re.compile(r"\d{4}-\d\d-\d\d")
WORDS = re.compile(r".* |[A-ZÉ][a-zé]+$")  # what is no id, and no value of a list
IN_ONE = 8  # texts that are written behind one another
PAGES = 10  # of the shop
NAMED_ON = 100  # pages: all but a few say who is signed in
NOT_OURS = ("case_words", "sqlite_")  # tables that the database fills


def hostile_files(folder: Path) -> list[Path]:
    """Write the files of a shop whose products and pages are called by hostile texts."""
    made, texts = files(folder), hostile_texts()
    with (folder / "products.csv").open("a", newline="", encoding="utf-8") as table:
        for number, name in enumerate(texts):
            called = (f"p{number}", name, f"<p>{name}</p>", name, name, name)
            csv.writer(table).writerow([*called, "true", "", "", f"B{number}", "4", "35.00"])
    for number in range(PAGES):
        said = "\n\n".join(texts[number::PAGES])
        page = folder / f"a{number}.md"
        page.write_text(f"# {texts[number]}\n\n{said}\n", encoding="utf-8")
        made.append(page)
    return made


def add_hostile(value: Any, write: Write) -> Any:  # noqa: ANN401  # JSON
    """Return a value of JSON in which whatever people wrote, and every name, is hostile too."""
    if isinstance(value, dict):
        return {name: add_hostile(one, write) for name, one in value.items()}
    if isinstance(value, list):
        return [add_hostile(one, write) for one in value]
    if not isinstance(value, str) or DATE.match(value):
        return value
    if value.startswith(("{", "[")):
        return json.dumps(add_hostile(json.loads(value), write))
    return write(value) if WORDS.match(value) else value


def rewrite(one: Connection, write: Write) -> None:
    """Make the texts of every table hostile."""
    tables = (name for name in inspect(one).get_table_names() if not name.startswith(NOT_OURS))
    for table in tables:
        rows = one.execute(text(f'SELECT rowid AS place, * FROM "{table}"')).mappings().all()  # noqa: S608  # ours
        for row in rows:
            for column in (name for name, kept in row.items() if isinstance(kept, str)):
                change = text(f'UPDATE "{table}" SET "{column}" = :new WHERE rowid = :place')  # noqa: S608  # ours
                new = add_hostile(row[column], write)
                one.execute(change, {"new": new, "place": row["place"]})


async def make_hostile(parts: Parts) -> None:
    texts = cycle(hostile_texts())

    def write(value: str) -> str:
        return " ".join((value, *(next(texts) for _ in range(IN_ONE))))

    await parts.database.write(lambda one: rewrite(one, write))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Filled]:
    folder = tmp_path_factory.mktemp("hostile")
    async with filled_console(browser, folder, files=hostile_files) as filled:
        await make_hostile(filled.parts)
        yield filled


class TestEveryPage:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_shows_hostile_texts_as_text(
        self, filled: Filled, language: Literal["fr", "en"]
    ) -> None:
        watched = await Watched.watch(filled.page.context, filled.url)
        await filled.speak(language)
        shown, faults = 0, {}
        for place, path in filled.places.items():
            await filled.open(path)
            shown += "xss()" in await filled.page.locator("body").inner_text()
            if (harm := await watched.harm(filled.page)) != [0]:
                faults[place] = harm

        assert faults == {}
        assert shown > NAMED_ON
