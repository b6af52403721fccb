"""Export and import the settings that people made: `comptoir settings`."""

import asyncio
import sys
from typing import Annotated

import typer

from assistant.app.cli.terminal import DataDir, console
from assistant.kit.settings.settings import load

NAME = "settings"

commands = typer.Typer(
    help="Settings that people made in the console, as a file.", no_args_is_help=True
)


@commands.command(name="export")
def write_file(
    secrets: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--secrets", help="Write keys and passwords, too, as they are.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Print the settings that differ from the defaults, as YAML; secrets are left out."""
    from assistant.app.commands.settings_administration import export_settings  # noqa: PLC0415  # help must be quick

    sys.stdout.write(asyncio.run(export_settings(load(data_dir=data_dir), secrets=secrets)))


@commands.command(name="import")
def read_file(
    file: Annotated[typer.FileText, typer.Argument(help="As export prints it.", metavar="FILE")],
    data_dir: DataDir = None,
) -> None:
    """Put the settings of a file in force, at once and in every process; the others stay."""
    from assistant.app.commands.settings_administration import import_settings  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # the same

    configure(human=True)
    changed = asyncio.run(import_settings(load(data_dir=data_dir), file.read()))
    console.print(f"Changed: {', '.join(changed)}." if changed else "Nothing changed.")
