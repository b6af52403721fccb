"""The form of opening hours writes all that the rules of a file could say."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.console.settings.hours_form import check, fields_of_rules, filled
from assistant.conversation.event_base import Reason
from assistant.conversation.ids import TeamId
from assistant.desk.handoff.desk_rules import DEFAULT, DeskRules
from assistant.desk.handoff.written_teams import read_written
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings

OWN = """\
timezone: Europe/London
default_team: sales
teams:
  sales: {hours: {monday: ["10:00-12:00", "14:00-18:00"]}}
  legal:
    name: Juristes
    hours: {friday: ["09:00-10:00"]}
    timezone: Europe/Paris
    holidays: {french: true, every_year: ["12-24"]}
    deadlines: {first_reply_minutes: 5, warn_at: 0.725}
  night: {hours: {}}
  sizes: {name: Tailles}
  gone: {put_away: true, hours: {sunday: ["09:00-10:00"]}}
holidays: {french: false, dates: [2026-12-26]}
skills: {legal_threat: [legal]}
routing: {accept_seconds: 30, relax_skills_seconds: 0, prefer_last_agent: false}
"""


class TestFields:
    def test_are_those_of_the_default_rules_where_none_are_written(self) -> None:
        fields = fields_of_rules(read_written(Settings()))

        assert fields["support.saturday"] == "10:00-17:00"
        assert fields["support.sunday"] == ""
        assert (fields["french"], fields["first_reply_minutes"]) == ("1", "10")
        assert (fields["warn_at"], fields["routing.accept_seconds"]) == ("75", "60")

    def test_are_those_of_the_text_or_of_the_servers_file(self, tmp_path: Path) -> None:
        file = tmp_path / "desk.yml"
        file.write_text(OWN)
        by_text = layer(Settings(), {"helpdesk.rule_text": OWN})
        by_file = Settings(helpdesk=HelpdeskSettings(file=file))

        assert fields_of_rules(read_written(by_text)) == fields_of_rules(read_written(by_file))
        fields = fields_of_rules(read_written(by_text))
        assert fields["sales.monday"] == "10:00-12:00, 14:00-18:00"
        assert fields["dates"] == "2026-12-26"
        assert (fields["legal.warn_at"], fields["skills.legal_threat"]) == ("72.5", "legal")
        assert "gone.sunday" not in fields


class TestFilled:
    @pytest.mark.parametrize("text", [OWN, DEFAULT.read_text(encoding="utf-8")])
    def test_with_its_own_fields_means_the_same(self, text: str) -> None:
        rules = yaml.safe_load(text)

        again = filled(rules, fields_of_rules(rules))

        assert DeskRules.model_validate(again) == DeskRules.model_validate(rules)

    def test_can_say_all_that_a_file_can(self) -> None:
        """Every field of the model is on the form: what is set there comes back."""
        rules = yaml.safe_load(OWN)
        bare: dict[str, Any] = {
            "default_team": "sales",
            "teams": {one: {"hours": {}} for one in rules["teams"]},
        }
        for team, about in rules["teams"].items():
            for name in ("name", "put_away"):  # which the page of teams sets
                bare["teams"][team] |= {name: about[name]} if name in about else {}

        made = filled(bare, fields_of_rules(rules))

        used = {one: team for one, team in made["teams"].items() if one != "gone"}
        told = {one: team for one, team in rules["teams"].items() if one != "gone"}
        assert DeskRules.model_validate({**made, "teams": used}) == DeskRules.model_validate(
            {**rules, "teams": told}
        )


class Made:
    """Rules that a form makes of `OWN` with some fields typed, and its errors."""

    def __init__(self, typed: dict[str, str], without: tuple[str, ...] = ()) -> None:
        given = yaml.safe_load(OWN)
        form = {**fields_of_rules(given), **typed}
        sent = {name: text for name, text in form.items() if name not in without}
        self.written: dict[str, Any] = filled(given, sent)
        self.errors = dict(check(self.written, given, "fr"))

    @property
    def rules(self) -> DeskRules:
        assert self.errors == {}
        return DeskRules.model_validate(self.written)


class TestATeam:
    def test_gets_hours_of_its_own_and_gives_them_up(self) -> None:
        own = Made({"sizes.hours": "own", "sizes.monday": "09:00-12:00"}).rules
        shared = Made({"legal.hours": "shared"}).rules

        assert own.teams["sizes"].hours is not None
        assert shared.teams["legal"].hours is None
        assert shared.teams["legal"].name == "Juristes"

    def test_has_what_is_typed_though_nobody_chose_it(self) -> None:
        rules = Made({"sizes.monday": "09:00-12:00", "sizes.first_reply_minutes": "3"}).rules

        assert rules.teams["sizes"].hours is not None
        assert rules.targets(TeamId("sizes")).first_reply is not None

    def test_has_the_shops_zone_holidays_and_deadlines_again(self) -> None:
        rules = Made(
            {"legal.timezone": "", "legal.holidays": "shared", "legal.deadlines": "shared"}
        ).rules

        legal = rules.teams["legal"]
        assert (legal.timezone, legal.holidays, legal.deadlines) == (None, None, None)

    def test_may_be_closed_always(self) -> None:
        assert Made({"legal.friday": ""}).rules.teams["legal"].hours == {}

    def test_that_is_put_away_is_left_as_it_is(self) -> None:
        assert Made({}).written["teams"]["gone"] == yaml.safe_load(OWN)["teams"]["gone"]


class TestRouting:
    def test_and_skills_are_set(self) -> None:
        rules = Made(
            {
                "routing.accept_seconds": "45",
                "routing.prefer_last_agent": "1",
                "skills.legal_threat": "",
                "skills.chargeback": "Legal, money",
            }
        ).rules

        assert (rules.routing.accept_seconds, rules.routing.prefer_last_agent) == (45, True)
        assert rules.skills == {Reason.CHARGEBACK: ("legal", "money")}

    def test_that_is_as_it_ships_is_not_written(self) -> None:
        given = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
        del given["routing"]

        assert filled(given, fields_of_rules(given))["routing"] == {}


class TestAFieldThatDoesNotFit:
    @pytest.mark.parametrize(
        ("name", "typed", "says"),
        [
            ("sales.monday", "matin", "09:30-18:00"),
            ("legal.timezone", "Paris", "fuseau"),
            ("timezone", "", "fuseau"),
            ("dates", "demain", "2026-12-26"),
            ("legal.every_year", "24-12-2026", "12-24"),
            ("first_reply_minutes", "0", "nombre entier"),
            ("legal.next_reply_minutes", "vite", "nombre entier"),
            ("warn_at", "0", "pourcentage"),
            ("legal.warn_at", "101", "pourcentage"),
            ("warn_at", "beaucoup", "pourcentage"),
            ("skills.legal_threat", "légal", "sans accent"),
            ("routing.accept_seconds", "4", "au moins 5"),
            ("routing.accept_seconds", "", "nombre entier"),
            ("routing.ask_again_seconds", "86401", "au plus 86400"),
            ("default_team", "gone", "mise de côté"),
            ("default_team", "sizes", "propres horaires"),
        ],
    )
    def test_is_told_at_the_field_in_the_readers_language(
        self, name: str, typed: str, says: str
    ) -> None:
        made = Made({name: typed})

        assert list(made.errors) == [name]
        assert says in made.errors[name]
