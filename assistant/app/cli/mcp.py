"""`comptoir mcp`: the shop as tools, for a program that starts this command."""

import asyncio
from typing import Annotated

import typer

from assistant.app.cli.options import DataDir
from assistant.kit.settings.settings import load

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
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help and refusals must be quick
    from assistant.app.processes.mcp_pipes import serve_pipes  # noqa: PLC0415

    configure(human=False)
    asyncio.run(
        serve_pipes(settings, staff=staff, operates=not questions_only, token=customer_token)
    )
