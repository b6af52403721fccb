from datetime import timedelta
from pathlib import Path

import pytest

from assistant.conversation.event_base import Reason
from assistant.conversation.ids import TeamId
from assistant.desk.handoff.desk_rules import DEFAULT, DeskFileError, load_desk_rules
from tests.unit.assistant.desk.handoff.opening import paris

TEAMS = """
default_team: support
teams:
  support:
    hours: {tuesday: ["14:00-18:00", "09:00-12:00"]}
  returns:
    timezone: America/New_York
    hours: {tuesday: ["09:00-24:00"]}
    holidays: {every_year: ["11-24"]}
    deadlines: {first_reply_minutes: 3}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "desk.yml"
    path.write_text(text, encoding="utf-8")
    return path


class TestTheDefaultRules:
    def test_are_in_force_without_a_file(self) -> None:
        rules = load_desk_rules()

        assert rules == load_desk_rules(DEFAULT)
        assert rules.hours(None).is_open(paris(2026, 11, 24, 10))
        assert not rules.hours(None).is_open(paris(2026, 11, 29, 10))  # a Sunday
        assert rules.targets(None).first_reply == timedelta(minutes=10)


class TestATeamsRules:
    def test_are_its_own_and_else_everybodys(self, tmp_path: Path) -> None:
        rules = load_desk_rules(written(tmp_path, TEAMS))
        returns = TeamId("returns")

        assert rules.hours(None).is_open(paris(2026, 11, 17, 9))  # spans in any order
        assert rules.hours(returns).is_open(paris(2026, 11, 18, 5, 59))  # New York's evening
        assert not rules.hours(returns).is_open(paris(2026, 11, 24, 20))
        assert rules.targets(returns).first_reply == timedelta(minutes=3)
        assert rules.targets(None).first_reply is None

    def test_are_the_default_teams_for_a_team_that_is_gone(self, tmp_path: Path) -> None:
        rules = load_desk_rules(written(tmp_path, TEAMS))

        assert rules.hours(TeamId("gone")) == rules.hours(TeamId("support"))

    def test_are_the_default_teams_without_hours_and_once_put_away(self, tmp_path: Path) -> None:
        rules = load_desk_rules(
            written(
                tmp_path, TEAMS + "  sizes: {name: Tailles}\n  old: {put_away: true, hours: {}}\n"
            )
        )
        support = rules.hours(TeamId("support"))

        assert rules.hours(TeamId("sizes")) == support
        assert rules.hours(TeamId("old")) == support
        assert rules.acting(TeamId("sizes")) == "sizes"
        assert rules.acting(TeamId("old")) is None

    def test_are_listed_by_name_with_those_put_away_last(self, tmp_path: Path) -> None:
        rules = load_desk_rules(
            written(tmp_path, TEAMS + "  z: {name: agate}\n  a: {put_away: true}\n")
        )

        assert [(one.name, one.put_away) for one in rules.listed()] == [
            ("agate", False),
            ("returns", False),
            ("support", False),
            ("a", True),
        ]

    @pytest.mark.parametrize("team", ["{put_away: true, hours: {}}", "{name: Support}"])
    def test_of_the_default_team_have_hours_and_are_in_use(self, tmp_path: Path, team: str) -> None:
        with pytest.raises(DeskFileError, match="default_team 'support'"):
            load_desk_rules(
                written(tmp_path, f"default_team: support\nteams: {{support: {team}}}\n")
            )

    def test_name_skills_by_reason(self, tmp_path: Path) -> None:
        rules = load_desk_rules(written(tmp_path, TEAMS + "skills: {legal_threat: [legal]}\n"))

        assert rules.skills[Reason.LEGAL_THREAT] == ("legal",)


class TestAFileThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("default_team: sales", "default_team 'sales' is not among teams"),
            ("timezone: Europe/Atlantis", "'Europe/Atlantis' is no time zone"),
            ("skills: {rudeness: [legal]}", "skills.rudeness"),
            ("routing: {accept_seconds: 1}", "routing.accept_seconds"),
            ("holidays: {every_year: ['02-30']}", "holidays.every_year.0"),
            ("colour: blue", "colour: Extra inputs are not permitted"),
            ("teams: {support: {hours: {monday: ['9-18']}}}", "'9-18' is no span of hours"),
            ("teams: {support: {hours: {monday: ['18:00-09:00']}}}", "ends before it begins"),
            (
                "teams: {support: {hours: {monday: ['09:00-12:00', '11:00-13:00']}}}",
                "two spans are one over the other at 11:00",
            ),
            ("teams: {support: {hours: {someday: ['09:00-12:00']}}}", "someday"),
            ("teams: {}", "teams"),
        ],
    )
    def test_is_refused_with_the_line_and_what_is_wrong(
        self, tmp_path: Path, line: str, said: str
    ) -> None:
        name = line.partition(":")[0]
        kept = {
            "default_team": "default_team: support",
            "teams": "teams: {support: {hours: {monday: ['09:00-12:00']}}}",
        } | {name: line}

        with pytest.raises(DeskFileError) as caught:
            load_desk_rules(written(tmp_path, "\n".join(kept.values())))

        assert said in str(caught.value)
        assert "desk.yml" in str(caught.value)

    def test_is_named_where_it_is_missing_or_no_yaml(self, tmp_path: Path) -> None:
        with pytest.raises(DeskFileError, match="COMPTOIR_HELPDESK__FILE"):
            load_desk_rules(tmp_path / "nowhere.yml")
        with pytest.raises(DeskFileError, match="cannot be read"):
            load_desk_rules(written(tmp_path, "teams: ["))
