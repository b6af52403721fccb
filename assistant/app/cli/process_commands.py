"""Start the processes: `comptoir serve`, `comptoir worker` and `comptoir mcp`."""

import asyncio
from typing import Annotated, Literal

import typer

from assistant.app.cli.terminal import DataDir, Port, Quiet, console
from assistant.kit.settings.settings import load

SERVE = "serve"


def serve_shop(
    port: Port = None,
    data_dir: DataDir = None,
    role: Annotated[
        Literal["all", "api"],
        typer.Option("--role", help="all: API and workers; api: no workers, they run elsewhere."),
    ] = "all",
) -> None:
    """Serve the web chat. Ctrl-C stops it; turns in hand are finished first."""
    settings = load(port=port, data_dir=data_dir)
    from assistant.app.processes.process_tree import serve  # noqa: PLC0415  # help and refusals must be quick

    def listening(address: str) -> None:
        console.print(f"Serving on {address}. Ctrl-C stops; what is in hand is finished first.")
        console.print(f"Console: {address}/console. Settings: {address}/console/settings")
        tag = f'<script src="{address}/webchat/widget.js" async></script>'
        console.print(f"Tag for the pages of your shop: {tag}", markup=False)

    def claimable(link: str) -> None:
        console.print(f"Nobody has an account yet. Set up your shop, once: {link}", markup=False)

    asyncio.run(
        serve(
            settings,
            workers=role == "all",
            demo=False,
            listening=listening,
            claimable=claimable,
        )
    )


WORKER = "worker"


def take_turns(data_dir: DataDir = None, quiet: Quiet = False) -> None:  # noqa: FBT002  # an option
    """Take turns. Start as many as there are processor cores; they share the work."""
    settings = load(data_dir=data_dir)
    from assistant.app.processes.metrics_server import metrics_folder  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help and refusals must be quick

    with metrics_folder(settings):
        from assistant.app.processes.worker_process import run_measured_worker  # noqa: PLC0415

        configure(human=False)
        if not quiet:
            console.print("Taking turns. Ctrl-C stops; turns in hand are finished first.")
        asyncio.run(run_measured_worker(settings))


MCP = "mcp"


def serve_tools(
    staff: Annotated[
        str,
        typer.Option(
            "--staff", metavar="EMAIL", help="Offer insights, as far as their role reads them."
        ),
    ] = "",
    questions_only: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--questions-only", help="Nothing can be done for the customer.")
    ] = False,
    customer_token: Annotated[
        str,
        typer.Option(
            "--customer-token",
            envvar="COMPTOIR_CUSTOMER_TOKEN",
            help="The shop's word for who the customer is, as its page gives the widget.",
        ),
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Serve the Model Context Protocol over standard input and output.

    For a program on this machine that starts the command itself; others use /mcp with a key
    (comptoir client, comptoir staff key). See docs/subsystems/mcp.md.
    """
    settings = load(data_dir=data_dir)
    from assistant.app.processes.mcp_pipes import serve_pipes  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help and refusals must be quick

    configure(human=False)
    asyncio.run(
        serve_pipes(settings, staff=staff, operates=not questions_only, token=customer_token)
    )
