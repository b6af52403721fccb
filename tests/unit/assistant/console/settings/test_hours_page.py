"""The form of opening hours writes the rules that a file could be, and keeps the rest of them."""

from pathlib import Path

import pytest
import yaml

from assistant.console.settings.hours_page import fields_of_rules, filled, read_text
from assistant.desk.handoff.desk_rules import DEFAULT, DeskRules
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings

OWN = """\
timezone: Europe/London
default_team: sales
teams:
  sales: {hours: {monday: ["10:00-12:00", "14:00-18:00"]}}
  legal: {hours: {friday: ["09:00-10:00"]}, timezone: Europe/Paris}
holidays: {french: false, dates: [2026-12-26]}
skills: {legal_threat: [legal]}
"""


class TestFields:
    def test_are_those_of_the_default_rules_where_none_are_written(self) -> None:
        fields = fields_of_rules(read_text(Settings()))

        assert fields["support.saturday"] == "10:00-17:00"
        assert fields["support.sunday"] == ""
        assert (fields["french"], fields["first_reply_minutes"]) == ("1", "10")

    def test_are_those_of_the_text_or_of_the_servers_file(self, tmp_path: Path) -> None:
        file = tmp_path / "desk.yml"
        file.write_text(OWN)
        by_text = layer(Settings(), {"helpdesk.rule_text": OWN})
        by_file = Settings(helpdesk=HelpdeskSettings(file=file))

        assert fields_of_rules(read_text(by_text)) == fields_of_rules(read_text(by_file))
        assert fields_of_rules(read_text(by_text))["sales.monday"] == "10:00-12:00, 14:00-18:00"
        assert fields_of_rules(read_text(by_text))["dates"] == "2026-12-26"


class TestFilled:
    @pytest.mark.parametrize("text", [OWN, DEFAULT.read_text(encoding="utf-8")])
    def test_with_its_own_fields_means_the_same(self, text: str) -> None:
        rules = yaml.safe_load(text)

        again = filled(rules, fields_of_rules(rules))

        assert DeskRules.model_validate(again) == DeskRules.model_validate(rules)

    def test_keeps_what_the_form_does_not_have(self) -> None:
        rules = yaml.safe_load(OWN)
        form = {**fields_of_rules(rules), "legal.friday": "08:00-09:00", "timezone": "Europe/Rome"}

        made = DeskRules.model_validate(filled(rules, form))

        assert made.timezone == "Europe/Rome"
        assert made.teams["legal"].timezone == "Europe/Paris"
        assert made.skills == DeskRules.model_validate(rules).skills
        assert str(made.teams["legal"].hours["friday"][0].opens) == "08:00:00"
