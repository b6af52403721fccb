"""Every command, and how an error reaches the person at the keyboard."""

import sys

import typer
from pydantic import ValidationError

from assistant.app.cli import (
    ask_command,
    autonomy_commands,
    channel_commands,
    demo_command,
    evaluation_command,
    index_command,
    insight_commands,
    privacy_commands,
)
from assistant.app.cli.terminal import fail
from assistant.kit.settings.settings import SettingError

cli = typer.Typer(
    name="comptoir",
    help="A chat-first customer relationship assistant for online shops.",
    epilog="Settings come from COMPTOIR_... variables; .env.example lists them all.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for module in (
    demo_command,
    serve,
    worker,
    index_command,
    ask_command,
    evaluation_command,
    doctor,
    client,
    mcp,
):
    cli.command(name=module.NAME)(module.command)
for group in (
    staff,
    audit,
    autonomy_commands,
    privacy_commands,
    desk,
    channel_commands,
    insight_commands,
):
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
        from assistant.app.processes.expected_errors import find_expected  # noqa: PLC0415  # help must be quick

        expected = find_expected(error)
        if expected is None:
            raise
        fail(str(expected))
