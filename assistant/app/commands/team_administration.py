"""Change the shop's teams from the command line, in force at once in every process."""

from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager

from assistant.app.commands.staff_administration import StaffError
from assistant.app.compose.local_installation import SystemClock, open_data_dir
from assistant.app.compose.process_parts import open_parts
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent, Team, normal_email
from assistant.desk.handoff.written_teams import MOST_LETTERS, TeamFault, TeamRefusedError
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.desk.staff.credentials import Passwords
from assistant.desk.staff.staff_management import StaffManagement
from assistant.desk.staff.team_management import TeamManagement
from assistant.kit.settings.settings import Settings


@asynccontextmanager
async def open_teams(settings: Settings) -> AsyncIterator[TeamManagement]:
    """Open the teams until the block ends; `settings` are the server's.

    Raises:
        LogUnavailableError: no database answers.
    """
    open_data_dir(settings.data_dir)
    async with open_parts(settings) as parts:
        staff = StaffManagement(
            directory=parts.directory,
            sessions=parts.sessions,
            audit=parts.audit,
            passwords=Passwords(),
            clock=SystemClock(),
        )
        yield TeamManagement(changes=assemble_changes(settings, parts), staff=staff)


async def list_teams(teams: TeamManagement) -> list[tuple[Team, list[Agent]]]:
    """Return every team with its members."""
    agents = await teams.staff.directory.agents()
    return [
        (one, [agent for agent in agents if one.team_id in agent.teams])
        for one in await teams.teams()
    ]


async def add_team(teams: TeamManagement, name: str) -> TeamId:
    """Add a team, and return its id.

    Raises:
        StaffError: it cannot have the name, or the server's file names the teams.
    """
    with _expected(name):
        return (await teams.add(name, by=COMMAND_LINE))[0]


async def rename_team(teams: TeamManagement, team: str, name: str) -> None:
    """Call a team otherwise; `team` is its id or its name.

    Raises:
        StaffError: as `add_team`, or there is no such team.
    """
    with _expected(name):
        await teams.rename(await _find(teams, team), name, by=COMMAND_LINE)


async def put_away_team(teams: TeamManagement, team: str, *, put_away: bool) -> None:
    """Put a team away, so that nothing goes to it, or take it up again.

    Raises:
        StaffError: there is no such team, it is the default one, or the server's file names them.
    """
    with _expected(team):
        await teams.put_away(await _find(teams, team), put_away=put_away, by=COMMAND_LINE)


async def move_people(
    teams: TeamManagement,
    team: str,
    *,
    joining: Collection[str] = (),
    leaving: Collection[str] = (),
) -> None:
    """Move agents, named by their addresses, into a team or out of it.

    Raises:
        StaffError: there is no such team, or nobody has one of the addresses.
    """
    team_id = await _find(teams, team)
    found = {one.email: one.agent_id for one in await teams.staff.directory.agents()}
    await teams.move_members(
        team_id,
        joining=_ids(joining, found),
        leaving=_ids(leaving, found),
        by=COMMAND_LINE,
    )


def _ids(emails: Collection[str], found: dict[str, AgentId]) -> set[AgentId]:
    for one in emails:
        if normal_email(one) not in found:
            msg = f"nobody has the address {one}: see comptoir staff list"
            raise StaffError(msg)
    return {found[normal_email(one)] for one in emails}


async def _find(teams: TeamManagement, team: str) -> TeamId:
    every = await teams.teams()
    for one in every:
        if team == one.team_id:
            return one.team_id
    for one in every:
        if team.casefold() == one.name.casefold():
            return one.team_id
    msg = f"there is no team {team!r}: see comptoir team list"
    raise StaffError(msg)


_WHY = {
    TeamFault.NO_NAME: "a team needs a name, such as After-sales",
    TeamFault.LONG_NAME: f"a team's name has {MOST_LETTERS} characters at most",
    TeamFault.NAME_TAKEN: "another team, perhaps one that is put away, is called {name} already",
    TeamFault.IS_DEFAULT: "{name} is the default team: choose another one at the opening hours",
    TeamFault.UNKNOWN: "there is no team {name}: see comptoir team list",
    TeamFault.FROM_FILE: "the server names the rules of the desk (COMPTOIR_HELPDESK__FILE or"
    " __RULE_TEXT): change the teams there",
}


@contextmanager
def _expected(name: str) -> Iterator[None]:
    try:
        yield
    except TeamRefusedError as error:
        raise StaffError(_WHY[error.fault].format(name=name)) from None
