"""Every command, and how an error reaches the person at the keyboard."""

import sys

import typer
from pydantic import ValidationError

from assistant.cli import (
    ask,
    audit,
    autonomy,
    channel,
    client,
    demo,
    desk,
    doctor,
    evaluate,
    index,
    insights,
    mcp,
    privacy,
    serve,
    staff,
    worker,
)
from assistant.cli.output import fail
from assistant.settings import SettingError

cli = typer.Typer(
    name="comptoir",
    help="A chat-first customer relationship assistant for online shops.",
    epilog="Settings come from COMPTOIR_... variables; .env.example lists them all.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for module in (demo, serve, worker, index, ask, evaluate, doctor, client, mcp):
    cli.command(name=module.NAME)(module.command)
for group in (staff, audit, autonomy, privacy, desk, channel, insights):
    cli.add_typer(group.commands, name=group.NAME)


def main() -> None:
    """Run the command line."""
    try:
        cli()
    except SettingError as error:
        fail(str(error))
    except ValidationError as error:
        for problem in error.errors():
            name = "COMPTOIR_" + "__".join(str(part).upper() for part in problem["loc"])
            fail(f"{name}: {problem['msg']}", leave=False)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from assistant.app.errors import find_expected  # noqa: PLC0415  # help must be quick

        expected = find_expected(error)
        if expected is None:
            raise
        fail(str(expected))
