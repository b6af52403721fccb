"""Add and rename teams, and move their members: `comptoir team`."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from assistant.app.cli.terminal import DataDir, Json, console, results, run_with
from assistant.kit.settings.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.desk.staff.team_management import TeamManagement

T = TypeVar("T")

NAME = "team"

commands = typer.Typer(
    help="Teams of agents who answer for each other, in force at once.", no_args_is_help=True
)

TeamWord = Annotated[str, typer.Argument(help="Its id, or its name.", metavar="TEAM")]
NewName = Annotated[str, typer.Argument(help="As your people read it.", metavar="NAME")]
Emails = Annotated[list[str], typer.Argument(help="What they sign in with.", metavar="EMAIL")]


@commands.command(name="list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List every team with its id and its members."""
    from assistant.app.commands.team_administration import list_teams  # noqa: PLC0415  # help must be quick

    found = _run(list_teams, data_dir)
    if json:
        import orjson  # noqa: PLC0415

        for team, people in found:
            line = {
                "id": team.team_id,
                "name": team.name,
                "put_away": team.put_away,
                "people": [one.email for one in people],
            }
            print(orjson.dumps(line).decode())  # noqa: T201  # the result
        return
    table = Table("Id", "Name", "In it", "Put away", box=None)
    for team, people in found:
        emails = ", ".join(one.email for one in people)
        table.add_row(team.team_id, team.name, emails, "yes" if team.put_away else "")
    results.print(table)


@commands.command()
def add(name: NewName, data_dir: DataDir = None) -> None:
    """Add a team. It has the default team's hours until it gets its own in the console."""
    from assistant.app.commands.team_administration import add_team  # noqa: PLC0415

    team_id = _run(lambda teams: add_team(teams, name), data_dir)
    console.print(f"{name} is added. Its id stays {team_id}, whatever it is called.")


@commands.command()
def rename(team: TeamWord, name: NewName, data_dir: DataDir = None) -> None:
    """Call a team otherwise. Its conversations, hours and people stay its."""
    from assistant.app.commands.team_administration import rename_team  # noqa: PLC0415

    _run(lambda teams: rename_team(teams, team, name), data_dir)
    console.print(f"{team} is called {name} now.")


@commands.command(name="put-away")
def put_away(team: TeamWord, data_dir: DataDir = None) -> None:
    """Put a team away: nothing goes to it any more. Its conversations go to any free agent."""
    from assistant.app.commands.team_administration import put_away_team  # noqa: PLC0415

    _run(lambda teams: put_away_team(teams, team, put_away=True), data_dir)
    console.print(f"{team} is put away. Take it up again: comptoir team take-up {team!r}")


@commands.command(name="take-up")
def take_up(team: TeamWord, data_dir: DataDir = None) -> None:
    """Take a team up again that was put away, with its people and hours."""
    from assistant.app.commands.team_administration import put_away_team  # noqa: PLC0415

    _run(lambda teams: put_away_team(teams, team, put_away=False), data_dir)
    console.print(f"{team} is taken up again.")


@commands.command()
def join(team: TeamWord, emails: Emails, data_dir: DataDir = None) -> None:
    """Put agents into a team."""
    from assistant.app.commands.team_administration import move_people  # noqa: PLC0415

    _run(lambda teams: move_people(teams, team, joining=emails), data_dir)
    console.print(f"In {team} now: {', '.join(emails)}.")


@commands.command()
def leave(team: TeamWord, emails: Emails, data_dir: DataDir = None) -> None:
    """Take agents out of a team."""
    from assistant.app.commands.team_administration import move_people  # noqa: PLC0415

    _run(lambda teams: move_people(teams, team, leaving=emails), data_dir)
    console.print(f"No longer in {team}: {', '.join(emails)}.")


def _run(work: "Callable[[TeamManagement], Awaitable[T]]", data_dir: "Path | None") -> T:
    from assistant.app.commands.team_administration import open_teams  # noqa: PLC0415  # help and refusals must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    return run_with(open_teams(load(data_dir=data_dir)), work)
