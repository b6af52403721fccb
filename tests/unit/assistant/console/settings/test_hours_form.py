"""The form of opening hours writes the rules that a file could be, and keeps the rest of them."""

from pathlib import Path

import pytest
import yaml

from assistant.console.settings.hours_form import check, fields_of_rules, filled
from assistant.console.settings.hours_page import read_text
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


class TestTeams:
    def made(self, **typed: str) -> tuple[DeskRules, dict[str, str]]:
        rules = yaml.safe_load(OWN)
        form = {**fields_of_rules(rules), **{k.replace("__", "."): v for k, v in typed.items()}}
        made = filled(rules, form)
        errors = dict(check(made, rules, form, "fr"))
        return DeskRules.model_validate(made) if not errors else DeskRules(**rules), errors

    def test_are_added_with_their_hours(self) -> None:
        rules, errors = self.made(_new__name="Service après-vente", _new__monday="09:00-12:00")

        assert errors == {}
        assert list(rules.teams) == ["sales", "legal", "service-apres-vente"]
        assert len(rules.teams["service-apres-vente"].hours["monday"]) == 1

    def test_are_renamed_with_all_that_is_theirs(self) -> None:
        rules, errors = self.made(legal__name="juristes", sales__name="ventes")

        assert errors == {}
        assert list(rules.teams) == ["ventes", "juristes"]
        assert rules.teams["juristes"].timezone == "Europe/Paris"
        assert rules.default_team == "ventes"

    def test_are_removed(self) -> None:
        rules, errors = self.made(sales__remove="1", default_team="legal")

        assert errors == {}
        assert list(rules.teams) == ["legal"]

    @pytest.mark.parametrize(
        ("typed", "field", "says"),
        [
            ({"sales__remove": "1"}, "default_team", "reste"),
            ({"sales__name": "legal"}, "legal.name", "déjà"),
            ({"legal__name": " ! "}, "legal.name", "Donnez un nom"),
            ({"_new__monday": "09:00-12:00"}, "_new.name", "Donnez un nom"),
            ({"_new__name": "sav", "_new__monday": "matin"}, "_new.monday", "09:30-18:00"),
            ({"legal__name": "juristes", "legal__friday": "12-9"}, "legal.friday", "09:30-18:00"),
        ],
    )
    def test_that_cannot_be_are_told_at_their_field(
        self, typed: dict[str, str], field: str, says: str
    ) -> None:
        _, errors = self.made(**typed)

        assert list(errors) == [field]
        assert says in errors[field]
