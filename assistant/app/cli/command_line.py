"""Register every command, and print an expected error for the person at the keyboard."""

import sys

import typer
from pydantic import ValidationError

from assistant.app.cli import (
    access_commands,
    ask_command,
    autonomy_commands,
    coverage_command,
    demo_command,
    evaluation_command,
    index_command,
    privacy_commands,
    process_commands,
    settings_commands,
    upkeep_commands,
)
from assistant.app.cli.channels import channel_commands
from assistant.app.cli.insights import insight_commands
from assistant.app.cli.terminal import fail
from assistant.app.cli.trying import rehearse_command
from assistant.kit.settings.settings import SettingError

cli = typer.Typer(
    name="comptoir",
    help="A chat-first customer relationship assistant for online shops.",
    epilog="Settings come from COMPTOIR_... variables; .env.example lists them all.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for name, command in (
    (demo_command.NAME, demo_command.command),
    (process_commands.SERVE, process_commands.serve_shop),
    (process_commands.WORKER, process_commands.take_turns),
    (index_command.NAME, index_command.command),
    (ask_command.NAME, ask_command.command),
    (coverage_command.NAME, coverage_command.command),
    (rehearse_command.NAME, rehearse_command.rehearse),
    (evaluation_command.NAME, evaluation_command.command),
    (upkeep_commands.MODELS, upkeep_commands.make_models),
    (upkeep_commands.DOCTOR, upkeep_commands.doctor),
    (upkeep_commands.BACKUP, upkeep_commands.back_up),
    (upkeep_commands.CHECK, upkeep_commands.check),
    (upkeep_commands.RESTORE, upkeep_commands.restore),
    (access_commands.CLIENT, access_commands.make_client_key),
    (process_commands.MCP, process_commands.serve_tools),
):
    cli.command(name=name)(command)
for name, group in (
    (access_commands.STAFF, access_commands.staff_commands),
    (upkeep_commands.AUDIT, upkeep_commands.audit_commands),
    (settings_commands.NAME, settings_commands.commands),
    (autonomy_commands.NAME, autonomy_commands.commands),
    (privacy_commands.NAME, privacy_commands.commands),
    (upkeep_commands.DESK, upkeep_commands.desk_commands),
    (channel_commands.NAME, channel_commands.commands),
    (insight_commands.NAME, insight_commands.commands),
):
    cli.add_typer(group, name=name)


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
