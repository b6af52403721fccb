"""A team keeps its id, whatever people call it."""

import pytest
import yaml

from assistant.conversation.ids import TeamId
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.handoff.written_teams import (
    TeamFault,
    TeamRefusedError,
    WrittenRules,
    with_name,
    with_put_away,
    with_team,
    write_rules,
)

RULES: WrittenRules = yaml.safe_load("""
default_team: sales
teams:
  sales: {hours: {monday: ["10:00-12:00"]}}
  legal: {name: Juristes, hours: {friday: ["09:00-10:00"]}, timezone: Europe/Rome}
skills: {legal_threat: [legal]}
""")
LEGAL = TeamId("legal")


def read(rules: WrittenRules) -> DeskRules:
    return DeskRules.model_validate(yaml.safe_load(write_rules(rules)))


class TestANewTeam:
    def test_has_an_id_of_its_first_name_and_the_default_teams_hours(self) -> None:
        rules, team_id = with_team(RULES, "  Service   après-vente ")

        assert team_id == "service-apres-vente"
        assert read(rules).teams[team_id].name == "Service après-vente"
        assert read(rules).hours(team_id) == read(rules).hours(TeamId("sales"))

    def test_has_an_id_that_no_other_ever_had(self) -> None:
        _, team_id = with_team(RULES, "Legal", had={"legal-2"})

        assert team_id == "legal-3"

    @pytest.mark.parametrize("name", ["日本", "!?", "😀"])
    def test_has_an_id_whatever_letters_its_name_has(self, name: str) -> None:
        rules, team_id = with_team(RULES, name)

        assert (team_id, read(rules).teams[team_id].name) == ("team", name)


class TestAName:
    def test_changes_nothing_else(self) -> None:
        named = read(with_name(RULES, LEGAL, "Droit"))

        assert named.teams["legal"].name == "Droit"
        assert list(named.teams) == ["sales", "legal"]
        assert named.hours(LEGAL) == read(RULES).hours(LEGAL)
        assert named.skills == read(RULES).skills

    @pytest.mark.parametrize(
        ("name", "fault"),
        [
            (" ", TeamFault.NO_NAME),
            ("a\u0000b", TeamFault.NO_NAME),
            ("x" * 61, TeamFault.LONG_NAME),
            ("SALES", TeamFault.NAME_TAKEN),
        ],
    )
    def test_is_refused_with_the_reason(self, name: str, fault: TeamFault) -> None:
        for change in (
            lambda: with_name(RULES, LEGAL, name),
            lambda: with_team(RULES, name),
        ):
            with pytest.raises(TeamRefusedError) as refused:
                change()
            assert refused.value.fault is fault

    def test_may_be_written_otherwise(self) -> None:
        assert read(with_name(RULES, LEGAL, "JURISTES")).teams["legal"].name == "JURISTES"


class TestATeamPutAway:
    def test_comes_back_as_it_was(self) -> None:
        gone = with_put_away(RULES, LEGAL, put_away=True)

        assert read(gone).teams["legal"].put_away
        assert with_put_away(gone, LEGAL, put_away=False) == RULES

    @pytest.mark.parametrize(
        ("team", "fault"), [("sales", TeamFault.IS_DEFAULT), ("sizes", TeamFault.UNKNOWN)]
    )
    def test_is_neither_the_default_one_nor_unknown(self, team: str, fault: TeamFault) -> None:
        with pytest.raises(TeamRefusedError) as refused:
            with_put_away(RULES, TeamId(team), put_away=True)

        assert refused.value.fault is fault
