"""Index and serve the demo shop: `comptoir demo`."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.terminal import DataDir, EngineName, Port, console
from assistant.kit.settings.settings import Settings, load

if TYPE_CHECKING:
    from assistant.app.demo.demo_staff import DemoStaff

NAME = "demo"
MARK = "demo-shop"
"""A file in the data folder of the demo, whose settings stand in no environment."""


def command(
    port: Port = None,
    data_dir: DataDir = None,
    index_only: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--index-only", help="Set up and index, then stop.")
    ] = False,
    new_orders: Annotated[  # noqa: FBT002  # an option
        bool,
        typer.Option(
            "--new-orders", help="Fill the shop anew and forget what was done to its orders."
        ),
    ] = False,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="What decides the next step of an operation.")
    ] = EngineName.EMBEDDED,
) -> None:
    """Index the demo shop and serve its pages with the chat widget."""
    from assistant.app.cli.index_output import build  # noqa: PLC0415
    from assistant.app.compose.local_installation import open_data_dir, take_address  # noqa: PLC0415
    from assistant.app.compose.shop_profile import DEMO, DEMO_DATA, DEMO_SHOP  # noqa: PLC0415
    from assistant.app.demo.demo_phone import with_phone  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help must be quick

    settings = load(
        port=port, data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP, helpdesk=_demo_helpdesk()
    )
    if engine is EngineName.RASA:
        from assistant.app.evaluation.rasa_stage import with_own_rasa  # noqa: PLC0415

        settings = with_own_rasa(settings)
    settings = with_phone(settings)
    configure(human=False)
    open_data_dir(settings.data_dir)
    if not index_only:
        with take_address(settings.host, settings.port):
            pass  # a taken port is said now rather than after the set-up
    (settings.data_dir / MARK).touch()
    build(settings, [DEMO])
    _fill(settings, again=new_orders)
    if index_only:
        return

    from assistant.app.compose.local_installation import SystemClock  # noqa: PLC0415
    from assistant.app.demo.demo_experiments import keep_experiments  # noqa: PLC0415
    from assistant.app.demo.demo_outreach import tell_outreach  # noqa: PLC0415
    from assistant.app.demo.demo_staff import hire_demo  # noqa: PLC0415

    hired = asyncio.run(hire_demo(settings))
    asyncio.run(keep_experiments(settings, SystemClock().now()))
    asyncio.run(tell_outreach(settings, SystemClock().now()))
    asyncio.run(_open(settings, partial(_welcome, settings, hired)))


def settings_of(data_dir: Path | None) -> dict[str, object]:
    """Return the settings with which the demo served a data folder; empty: another shop's."""
    from assistant.app.compose.shop_profile import DEMO_SHOP  # noqa: PLC0415  # help must be quick

    if data_dir is None or not (data_dir / MARK).is_file():
        return {}
    return {"shop": DEMO_SHOP, "helpdesk": _demo_helpdesk()}


def _demo_helpdesk() -> dict[str, str] | None:
    """Return the demo's console as helpdesk, unless the environment names another."""
    said = any(name.upper().startswith("COMPTOIR_HELPDESK__") for name in os.environ)
    return None if said else {"kind": "builtin"}


def _welcome(settings: Settings, hired: "DemoStaff", address: str) -> None:
    from assistant.app.demo.demo_phone import has_phone  # noqa: PLC0415  # help must be quick

    console.print()
    console.print(f"  [bold]The shop is open:[/] {address}/fr/  (in English: {address}/en/)")
    console.print("  Click the bubble at the bottom right and ask. Ctrl-C stops everything.")
    console.print("  Sign in as a customer at the foot of any page.")
    console.print(f"  Mail to customers, such as codes, is in {settings.outbox}")
    console.print()
    if has_phone(settings):
        console.print(f"  [bold]WhatsApp and Messenger[/] without an account: {address}/phone")
        console.print()
    console.print(f"  [bold]The console:[/] {address}/console")
    people = ", ".join(f"{email} ({role})" for email, role in hired.people)
    console.print(f"  Sign in as {people}")
    console.print(f"  with the password [bold]{hired.password}[/], which is new at each start.")
    console.print()


async def _open(settings: Settings, ready: Callable[[str], None]) -> None:
    from assistant.app.processes.process_tree import serve  # noqa: PLC0415  # help must be quick

    async with AsyncExitStack() as stack:
        if settings.dialogue.engine == "rasa":
            from assistant.app.evaluation.rasa_stage import beside_demo  # noqa: PLC0415

            console.print("Starting Rasa, trained first where that was not done yet ...")
            await stack.enter_async_context(beside_demo(settings))
        console.print("Opening the shop ...")
        await serve(settings, workers=True, demo=True, ready=ready)


def _fill(settings: Settings, *, again: bool) -> None:
    from assistant.app.compose.local_installation import SystemClock  # noqa: PLC0415  # help must be quick
    from assistant.app.compose.shops.shop_system import fill_demo  # noqa: PLC0415

    filled = asyncio.run(fill_demo(settings, SystemClock().now(), again=again))
    if filled is None:
        console.print("The shop's orders are as they were left today (--new-orders starts over).")
    else:
        console.print(f"{len(filled.customers)} customers with {len(filled.orders)} orders.")
