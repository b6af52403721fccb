"""The demo shop with its own people, who sign in with the password that it prints."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from tests.support.pages.console_page import ConsolePage
from tests.support.processes.comptoir import Tree, new_data_dir, running

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@asynccontextmanager
async def demo_desk(
    demo_data: Path,
    folder: Path,
    *,
    days: Iterable[str],
    hours: str,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Tree]:
    """Run the demo with our own desk, whose people are there on `days` at `hours`, in Paris.

    `more` are further settings.
    """
    rules = folder / "desk.yml"
    opens = "".join(f'      {day}: ["{hours}"]\n' for day in days)
    rules.write_text(
        f"timezone: Europe/Paris\ndefault_team: support\nteams:\n  support:\n    hours:\n{opens}"
    )
    env = {
        "COMPTOIR_HELPDESK__KIND": "builtin",
        "COMPTOIR_HELPDESK__FILE": str(rules),
        **(more or {}),
    }
    data_dir = new_data_dir(folder / "shop", like=demo_data, index=True)
    async with running(Tree(data_dir, command="demo", env=env)) as tree:
        yield tree


async def sign_in(tree: Tree, desk: ConsolePage, name: str) -> None:
    """Sign in one of the demo's people, by the name before the @ of their address."""
    printed = re.search(r"with the password (\S+),", tree.output.read_text())
    assert printed is not None
    page = desk.page
    await page.goto("/console")
    await page.locator("input[type=email]").fill(f"{name}@brisemare.example")
    await page.locator("input[type=password]").fill(printed[1])
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/(console|insights)(\?.*)?$"))
