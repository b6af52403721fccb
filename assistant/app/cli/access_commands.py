"""Add people (`comptoir staff`) and programs (`comptoir client`), and take their access away."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from assistant.app.cli.terminal import DataDir, Json, console, fail, print_key, results, run_with
from assistant.conversation.people import Role
from assistant.kit.settings.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.app.commands.staff_administration import Staff

T = TypeVar("T")

STAFF = "staff"

staff_commands = typer.Typer(
    help="Add the people who work in the console, and say what each may do.", no_args_is_help=True
)

Email = Annotated[str, typer.Argument(help="What they sign in with.", metavar="EMAIL")]


@staff_commands.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="Among colleagues.")],
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.AGENT,
    password: Annotated[  # noqa: FBT002  # an option
        bool,
        typer.Option("--password", help="Ask for a password here, instead of a one-time code."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Add an agent. Prints a one-time code with which they choose a password in the console."""
    from assistant.app.commands.staff_administration import add_agent  # noqa: PLC0415  # help must be quick

    chosen = _ask_password(email, name) if password else None
    code = _run(lambda staff: add_agent(staff, email, name, role, chosen), data_dir)
    console.print(f"{email} is added as {role}.")
    _say_code(email, code)


@staff_commands.command(name="list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List every agent, with role and whether they may sign in."""
    agents = _run(lambda staff: staff.directory.agents(), data_dir)
    if json:
        import orjson  # noqa: PLC0415

        for one in agents:
            line = {"email": one.email, "name": one.name, "role": one.role, "active": one.active}
            print(orjson.dumps(line).decode())  # noqa: T201  # the result
        return
    table = Table("E-mail", "Name", "Role", "May sign in", box=None)
    for one in agents:
        table.add_row(one.email, one.name, one.role, "yes" if one.active else "no")
    results.print(table if agents else "Nobody yet. Add the first: comptoir staff add EMAIL ...")


@staff_commands.command()
def role(
    email: Email,
    role: Annotated[Role, typer.Argument(help="What they may do from now on.")],
    data_dir: DataDir = None,
) -> None:
    """Change the role of an agent. They are signed out and come back with the new role."""
    from assistant.app.commands.staff_administration import set_role  # noqa: PLC0415

    _run(lambda staff: set_role(staff, email, role), data_dir)
    console.print(f"{email} is {role} now.")


@staff_commands.command()
def disable(email: Email, data_dir: DataDir = None) -> None:
    """Let an agent in no longer, and sign them out at once. The record of their deeds stays."""
    from assistant.app.commands.staff_administration import set_active  # noqa: PLC0415

    _run(lambda staff: set_active(staff, email, active=False), data_dir)
    console.print(f"{email} may no longer sign in.")


@staff_commands.command()
def enable(email: Email, data_dir: DataDir = None) -> None:
    """Let a disabled agent in again."""
    from assistant.app.commands.staff_administration import set_active  # noqa: PLC0415

    _run(lambda staff: set_active(staff, email, active=True), data_dir)
    console.print(f"{email} may sign in again.")


@staff_commands.command()
def reset(email: Email, data_dir: DataDir = None) -> None:
    """Replace password and second factor of an agent by a one-time code; sign them out everywhere.

    An administrator's new code in the console replaces the password alone.
    """
    from assistant.app.commands.staff_administration import reset_agent  # noqa: PLC0415

    _say_code(email, _run(lambda staff: reset_agent(staff, email), data_dir))


@staff_commands.command()
def key(
    email: Email,
    data_dir: DataDir = None,
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=1, max=100_000, help="Calls.")
    ] = 60,
) -> None:
    """Make a key with which an agent's program reads insights through /mcp.

    It may what their role may, and nothing once they are disabled. The key is shown once; the
    setting holds its digest only. Leave it out of the setting, and it is worth nothing.
    """
    import orjson  # noqa: PLC0415  # help must be quick

    from assistant.app.commands.staff_administration import find_agent  # noqa: PLC0415
    from assistant.kit.settings.system_settings import StaffKeySettings  # noqa: PLC0415
    from integrations.channels.completions.clients import make_key  # noqa: PLC0415
    from integrations.channels.mcp.mcp_callers import STAFF_PREFIX  # noqa: PLC0415

    agent = _run(lambda staff: find_agent(staff, email), data_dir)
    made, digest = make_key(STAFF_PREFIX)
    new = StaffKeySettings(agent_id=agent.agent_id, key_sha256=digest, per_minute=per_minute)
    keys = (*load(data_dir=data_dir).mcp.staff, new)
    listed = orjson.dumps([one.model_dump() for one in keys]).decode()
    print_key(email, made, setting="COMPTOIR_MCP__STAFF", listed=listed)


def _run(work: "Callable[[Staff], Awaitable[T]]", data_dir: "Path | None") -> T:
    settings = load(data_dir=data_dir)
    from assistant.app.commands.staff_administration import open_staff  # noqa: PLC0415  # help and refusals must be quick

    return run_with(open_staff(settings), work)


def _ask_password(email: str, name: str) -> str:
    from assistant.app.commands.staff_administration import check_password  # noqa: PLC0415

    chosen: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    check_password(chosen, email, name)
    return chosen


def _say_code(email: str, code: str) -> None:
    if code:
        results.print(f"One-time code for {email}: [bold]{code}[/]  (once, within 48 hours)")
        console.print('They type it in at /console/sign-in, behind "I have a one-time code".')


CLIENT = "client"
CLIENT_SETTING = "COMPTOIR_COMPLETIONS__CLIENTS"


def make_client_key(
    name: Annotated[str, typer.Argument(help="Lower case letters, digits and -: as you call it.")],
    questions_only: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--questions-only", help="Nothing can be done for its customers.")
    ] = False,
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=1, max=100_000, help="Requests.")
    ] = 60,
) -> None:
    """Make a key for a program that speaks the chat completions API.

    The key is shown once; the setting holds its digest only. Leave a client out of the setting,
    and its key is worth nothing.
    """
    import orjson  # noqa: PLC0415  # help must be quick
    from pydantic import ValidationError  # noqa: PLC0415

    from assistant.kit.settings.system_settings import ApiClientSettings  # noqa: PLC0415
    from integrations.channels.completions.clients import make_key  # noqa: PLC0415

    there = load().completions.clients
    if name in {one.name for one in there}:
        fail(f"there is a client called {name} already: choose another name, or take it out first")
    key, digest = make_key()
    try:
        new = ApiClientSettings(
            name=name, key_sha256=digest, operates=not questions_only, per_minute=per_minute
        )
    except ValidationError:
        fail(f"{name!r} cannot be a name: lower case letters, digits and -, 40 at most")
    listed = orjson.dumps([one.model_dump() for one in (*there, new)]).decode()
    print_key(name, key, setting=CLIENT_SETTING, listed=listed)
