"""Change the shop's teams: add, rename and put away teams, and move their members.

A team stands in the rules of the desk and has its hours there, so its changes are versions of the
settings, which are taken back like any other. The members of a team stand with each agent.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Team
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.handoff.written_teams import (
    TeamFault,
    TeamRefusedError,
    WrittenRules,
    read_written,
    with_name,
    with_put_away,
    with_team,
    write_rules,
)
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.desk.staff.staff_management import StaffManagement
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError

SETTING = "helpdesk.rule_text"
_SAID_BY_SERVER = {SETTING, "helpdesk.file"}
_TRIES = 5  # somebody else may change settings at the same moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamManagement:
    """Change teams and their members. `by` is the actor in the audit, as `StaffManagement`.

    A change of teams returns the version of the settings that it made.
    """

    changes: SettingsChanges
    staff: StaffManagement

    @property
    def is_servers(self) -> bool:
        """Return whether the server says the rules, so that no page adds or renames a team."""
        return bool(_SAID_BY_SERVER & self.changes.servers)

    async def teams(self) -> Sequence[Team]:
        """Return every team by name, those that are put away after the others.

        Raises:
            DeskFileError: the rules cannot be read.
        """
        return _listed(await self.changes.live.read())

    async def add(self, name: str, *, by: str) -> tuple[TeamId, int]:
        """Add a team, which has the default team's hours until it gets its own; return its id.

        Raises:
            TeamRefusedError: see there.
        """
        made: list[TeamId] = []
        agents = await self.staff.directory.agents()
        had = frozenset[str]().union(*(one.teams for one in agents))  # some may be taken back

        def change(rules: WrittenRules) -> WrittenRules:
            rules, team_id = with_team(rules, name, had=had)
            made.append(team_id)
            return rules

        version = await self._change(change, by)
        await self._note(by, "added", made[-1])
        return made[-1], version

    async def rename(self, team_id: TeamId, name: str, *, by: str) -> int:
        """Call a team otherwise; all that is its stays its.

        Raises:
            TeamRefusedError: see there.
        """
        version = await self._change(lambda rules: with_name(rules, team_id, name), by)
        await self._note(by, "renamed", team_id)
        return version

    async def put_away(self, team_id: TeamId, *, put_away: bool, by: str) -> int:
        """Put a team away, so that nothing goes to it, or take it up again; its members stay.

        Raises:
            TeamRefusedError: see there.
        """
        version = await self._change(
            lambda rules: with_put_away(rules, team_id, put_away=put_away), by
        )
        await self._note(by, "put_away" if put_away else "take_up", team_id)
        return version

    async def move_members(
        self,
        team_id: TeamId,
        *,
        joining: Collection[AgentId] = (),
        leaving: Collection[AgentId] = (),
        by: str,
    ) -> None:
        """Move agents into a team, and others out of it; all others stay as they are.

        Raises:
            TeamRefusedError: there is no such team.
        """
        if team_id not in {one.team_id for one in await self.teams()}:
            raise TeamRefusedError(TeamFault.UNKNOWN)
        for agent in await self.staff.directory.agents():
            if agent.agent_id in joining:
                await self.staff.set_teams(agent.agent_id, agent.teams | {team_id}, by=by)
            elif agent.agent_id in leaving:
                await self.staff.set_teams(agent.agent_id, agent.teams - {team_id}, by=by)

    async def _change(self, change: Callable[[WrittenRules], WrittenRules], by: str) -> int:
        """Put changed rules in force; return their version, 0 where nothing would change."""
        if self.is_servers:
            raise TeamRefusedError(TeamFault.FROM_FILE)
        for tried in range(_TRIES):
            newest = await self.changes.current()
            version = newest.version if newest else 0
            rules = read_written(await self.changes.read_at(version))
            if (changed := change(rules)) == rules:
                return 0
            try:
                put = await self.changes.change(
                    {SETTING: write_rules(changed)}, expected_version=version, by=by
                )
            except SettingsConflictError:
                if tried == _TRIES - 1:
                    raise
                continue
            return put.version if put else 0
        raise AssertionError

    async def _note(self, by: str, did: str, team_id: TeamId) -> None:
        at = self.changes.clock.now()
        deed = Deed(
            at=at, actor=by, action=Action.TEAM_CHANGED, subject=team_id, detail={"do": did}
        )
        await self.changes.audit.write(deed)


def _listed(settings: Settings) -> Sequence[Team]:
    return load_desk_rules(settings.helpdesk.rule_source).listed()
