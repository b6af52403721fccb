"""Teams stand in the rules of the desk, and their people with each agent."""

from dataclasses import dataclass, field, replace

import pytest

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.handoff.written_teams import TeamFault, TeamRefusedError
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.desk.staff.team_management import TeamManagement
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.pages.staff_office import Office, agent

SUPPORT = TeamId("support")


@dataclass
class Shop:
    """Teams, their people and the settings that they stand in."""

    office: Office = field(default_factory=Office)
    book: MemorySettingsBook = field(default_factory=MemorySettingsBook)
    server: Settings = field(default_factory=Settings)

    @property
    def teams(self) -> TeamManagement:
        live = LiveSettings(server=self.server, book=self.book, fanout=MemoryFanout())
        changes = SettingsChanges(live=live, audit=self.office.audit, clock=self.office.clock)
        return TeamManagement(changes=changes, staff=self.office.managing)

    async def hire(self, *names: str) -> None:
        for name in names:
            await self.office.directory.add(Account(agent=agent(name)))

    async def members(self, team_id: TeamId) -> set[str]:
        found = await self.office.directory.agents()
        return {one.agent_id for one in found if team_id in one.teams}

    async def named(self) -> dict[str, str]:
        return {one.team_id: one.name for one in await self.teams.teams()}


@pytest.fixture
def shop() -> Shop:
    return Shop()


class TestARenamedTeam:
    async def test_keeps_its_people_and_its_hours_and_so_does_what_is_taken_back(
        self, shop: Shop
    ) -> None:
        await shop.hire("anna", "ben")
        team_id, _ = await shop.teams.add("Sizes", by="lea")
        await shop.teams.move_members(team_id, joining=[AgentId("anna")], by="lea")
        before = load_desk_rules((await shop.teams.changes.live.read()).helpdesk.rule_source)

        version = await shop.teams.rename(team_id, "Fit", by="lea")

        assert await shop.named() == {"sizes": "Fit", "support": "Support"}
        assert await shop.members(team_id) == {"anna"}
        after = load_desk_rules((await shop.teams.changes.live.read()).helpdesk.rule_source)
        assert after.hours(team_id) == before.hours(team_id)

        await shop.teams.changes.undo(version, by="lea")

        assert (await shop.named())["sizes"] == "Sizes"
        assert await shop.members(team_id) == {"anna"}


class TestATeam:
    async def test_is_put_away_and_taken_up_with_its_people(self, shop: Shop) -> None:
        await shop.hire("anna")
        team_id, _ = await shop.teams.add("Sizes", by="lea")
        await shop.teams.move_members(team_id, joining=[AgentId("anna")], by="lea")

        await shop.teams.put_away(team_id, put_away=True, by="lea")
        assert [one.put_away for one in await shop.teams.teams()] == [False, True]

        await shop.teams.put_away(team_id, put_away=False, by="lea")
        assert [one.put_away for one in await shop.teams.teams()] == [False, False]
        assert await shop.members(team_id) == {"anna"}

    async def test_that_was_taken_back_leaves_nobody_to_the_next_of_its_name(
        self, shop: Shop
    ) -> None:
        await shop.hire("anna")
        team_id, version = await shop.teams.add("Sizes", by="lea")
        await shop.teams.move_members(team_id, joining=[AgentId("anna")], by="lea")
        await shop.teams.changes.undo(version, by="lea")

        again, _ = await shop.teams.add("Sizes", by="lea")

        assert again != team_id
        assert await shop.members(again) == set()

    async def test_is_changed_though_somebody_changes_settings_at_the_same_moment(
        self, shop: Shop
    ) -> None:
        await shop.teams.add("Sizes", by="lea")
        shop.book = Overtaken(shop.book)

        await shop.teams.add("Returns", by="zoe")

        assert list(await shop.named()) == ["returns", "sizes", "support"]

    async def test_of_the_servers_rules_is_not_renamed_but_has_people(self) -> None:
        shop = Shop(server=layer(Settings(), {"helpdesk.rule_text": RULES}))
        await shop.hire("anna")

        with pytest.raises(TeamRefusedError) as refused:
            await shop.teams.rename(SUPPORT, "Desk", by="lea")
        await shop.teams.move_members(SUPPORT, joining=[AgentId("anna")], by="lea")

        assert refused.value.fault is TeamFault.FROM_FILE
        assert await shop.members(SUPPORT) == {"anna"}


RULES = 'default_team: support\nteams: {support: {hours: {monday: ["09:00-12:00"]}}}\n'


class Overtaken(MemorySettingsBook):
    """A book in which somebody else is quicker, once."""

    def __init__(self, book: MemorySettingsBook) -> None:
        self.__dict__.update(book.__dict__)
        self.was_quicker = False

    async def put(self, version: SettingsVersion) -> None:
        if not self.was_quicker:
            self.was_quicker = True
            raise SettingsConflictError
        await super().put(version)


class TestWhoIsInATeam:
    async def test_is_in_the_audit_by_agent_and_team(self, shop: Shop) -> None:
        await shop.hire("anna", "ben")
        ben = await shop.office.directory.agent(AgentId("ben"))
        assert ben is not None
        await shop.office.directory.change(replace(ben, teams=frozenset({SUPPORT})))

        await shop.teams.move_members(
            SUPPORT, joining=[AgentId("anna")], leaving=[AgentId("ben")], by="lea"
        )
        await shop.teams.move_members(SUPPORT, joining=[AgentId("anna")], by="lea")

        deeds = [entry.deed for entry in await shop.office.audit.read()]
        assert [(one.action, one.subject, one.detail["do"]) for one in deeds] == [
            (Action.TEAM_CHANGED, "anna", "joined"),
            (Action.TEAM_CHANGED, "ben", "left"),
        ]
        assert {one.detail["team"] for one in deeds} == {SUPPORT}

    async def test_is_somebody_of_a_team_that_is_there(self, shop: Shop) -> None:
        with pytest.raises(TeamRefusedError) as refused:
            await shop.teams.move_members(TeamId("sizes"), joining=[AgentId("anna")], by="lea")

        assert refused.value.fault is TeamFault.UNKNOWN
