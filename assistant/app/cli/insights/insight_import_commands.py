"""Import texts for insights: `comptoir insights import`, `imports`, `forget` and `demo`.

A progress bar shows the stage of the build that follows.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TextIO, TypeVar

import orjson
import typer
from rich.progress import TaskID

from assistant.app.cli.terminal import DataDir, progress, results
from assistant.kit.settings.settings import Settings, load

if TYPE_CHECKING:
    from assistant.app.commands.insight_report import BuildReport

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much; 0: nobody knows."""


class WritableReport(Protocol):
    """Write the result of a build."""

    def write(self, to: TextIO, *, as_json: bool) -> None: ...


R = TypeVar("R", bound=WritableReport)


def watched(work: Callable[[Progress], Coroutine[None, None, R]]) -> R:
    """Run `work` to its end, and show its progress."""
    with progress() as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(_STAGE_LABELS[what], total=None)
            bars.update(tasks[what], completed=done, total=of or None)

        return asyncio.run(work(told))


_STAGE_LABELS = {
    "events": "Looking for what is new",
    "topics": "Looking for topics",
    "rows": "Reading what was said",
    "merging": "Writing",
    "findings": "Finding",
}


async def build_all(settings: Settings, told: Progress, *, anew: bool = False) -> "BuildReport":
    """Run the round of the day: build rows, find insights, and announce them."""
    from assistant.app.commands.insight_report import BuildReport  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.insight_round_work import do_round  # noqa: PLC0415

    return BuildReport(learned=await do_round(settings, anew=anew, progress=told))


class ImportKind(StrEnum):
    """Name the kinds of file that can be imported."""

    REVIEWS = "reviews"
    CONVERSATIONS = "conversations"
    ORDERS = "orders"


def import_texts(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or JSON lines with a column text (or review, message), and where there are"
            " any id, title, product, rating, date, lang, customer; orders: date, product, and"
            " units, total, returned, return_reason, customer_id, region.",
            exists=True,
            dir_okay=False,
            metavar="FILE",
        ),
    ],
    name: Annotated[
        str, typer.Option("--name", help="To replace or remove it by; the file's if empty.")
    ] = "",
    kind: Annotated[
        ImportKind | None,
        typer.Option("--kind", help="What it holds; found out for each line if empty."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Keep reviews, past conversations or orders for every build to read, without personal data."""
    settings = load(data_dir=data_dir)
    if kind is ImportKind.ORDERS:
        from assistant.app.commands.insight_imports import take_in_orders  # noqa: PLC0415  # see below

        called, count = take_in_orders(settings, file, name=name)
        results.print(f"{count:,} sales are kept as {called}. Run comptoir insights build.")
        return
    from assistant.app.commands.insight_imports import take_in as keep  # noqa: PLC0415  # help must be quick
    from assistant.insights.analysis_rows import Origin  # noqa: PLC0415  # the same

    origins = {ImportKind.REVIEWS: Origin.REVIEW, ImportKind.CONVERSATIONS: Origin.IMPORT}
    origin = origins[kind] if kind is not None else None
    called, count = keep(settings, file, name=name, origin=origin)
    results.print(f"{count:,} texts are kept as {called}. Run comptoir insights build.")


def list_imports(data_dir: DataDir = None) -> None:
    """Print the names of the imports."""
    from assistant.app.commands.insight_imports import kept  # noqa: PLC0415  # help must be quick

    for name in kept(load(data_dir=data_dir)):
        results.print(name)


def forget_imports(
    name: Annotated[str, typer.Option("--name", help="Everything imported as this.")] = "",
    customer: Annotated[
        str, typer.Option("--customer", help="Everything of this customer, as the file named them.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Forget imported texts; the next build has none of them."""
    settings = load(data_dir=data_dir)
    from assistant.app.commands.insight_imports import forget as forget_customer  # noqa: PLC0415  # see above
    from assistant.app.commands.insight_imports import let_go  # noqa: PLC0415

    if bool(name) == bool(customer):
        msg = "give --name or --customer"
        raise typer.BadParameter(msg)
    if customer:
        results.print(f"{forget_customer(settings, customer)} texts and sales are forgotten.")
    elif let_go(settings, name):
        results.print(f"{name} is forgotten.")
    else:
        msg = f"nothing was imported as {name}; comptoir insights imports lists what was"
        raise typer.BadParameter(msg)


_DEMO_NAME = "demo-reviews"


def demo(data_dir: DataDir = None) -> None:
    """Tell half a year of the demo shop: made-up reviews and conversations; build insights.

    Run comptoir demo first. The reviews are forgotten by: comptoir insights forget --name
    demo-reviews. The conversations are in the demo's log, as those of its own customers are.
    """
    from assistant.app.commands.insight_imports import take_in  # noqa: PLC0415
    from assistant.app.compose.local_installation import SystemClock  # noqa: PLC0415  # help must be quick
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415
    from assistant.app.demo.demo_history import keep_sales, take_up, tell_history  # noqa: PLC0415
    from assistant.app.demo.demo_outreach import tell_outreach  # noqa: PLC0415
    from assistant.app.demo.demo_scenarios import keep_scenarios  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415
    from assistant.insights.analysis_rows import Origin  # noqa: PLC0415
    from integrations.shops.demo.demo_reviews import draw_reviews  # noqa: PLC0415

    configure(human=True)
    settings = load(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.jsonl"
        lines = map(orjson.dumps, draw_reviews(SystemClock().now()))
        path.write_bytes(b"\n".join(lines))
        _, count = take_in(settings, path, name=_DEMO_NAME, origin=Origin.REVIEW)
    results.print(f"{count:,} made-up reviews are kept as {_DEMO_NAME}.")
    now = SystemClock().now()
    keep_sales(settings, now)
    told = asyncio.run(tell_history(settings, now))
    results.print(f"{told:,} made-up conversations are new in the log.")
    kept = asyncio.run(keep_scenarios(settings, now))
    results.print(f"{kept} scenarios are new, to be rehearsed in /console/rehearsals.")
    asyncio.run(tell_outreach(settings, now))
    results.print("Made-up messages that the shop wrote first are in /console/outreach/ledger.")
    watched(partial(build_all, settings)).write(sys.stdout, as_json=False)
    asyncio.run(take_up(settings))
    results.print("Sign in to /console of the running demo and open /insights.")
