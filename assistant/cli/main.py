"""Every command, and how an error reaches the person at the keyboard."""

import sys

import typer
from pydantic import ValidationError

from assistant.cli import ask, demo, doctor, evaluate, index, serve, worker
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
for module in (demo, serve, worker, index, ask, evaluate, doctor):
    cli.command(name=module.NAME)(module.command)


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
        known = _find_expected(error)
        if known is None:
            raise
        fail(str(known))


def _find_expected(error: BaseException) -> BaseException | None:
    """Return the error, or one of its group, whose message is all that helps."""
    from assistant.app.errors import EXPECTED  # noqa: PLC0415  # help must be quick

    if isinstance(error, BaseExceptionGroup):
        found = (_find_expected(one) for one in error.exceptions)
        return next((one for one in found if one is not None), None)
    return error if isinstance(error, EXPECTED) else None
