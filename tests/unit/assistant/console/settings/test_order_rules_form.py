"""The form of order rules is made from their model, and means what a file would."""

import pytest
import yaml

from assistant.app.compose.shop_profile import DEMO
from assistant.console.settings.order_rules_form import fields_of, mistakes, parts_of, written
from assistant.console.settings.setting_texts import texts
from assistant.conversation.message import Language
from assistant.operations.shop_rules import Rules, load_rules

LANGUAGES: tuple[Language, ...] = ("fr", "en")
RULES = load_rules()
OWN = load_rules(
    yaml.safe_dump(
        RULES.model_dump(mode="json")
        | {
            "returns": {
                "statuses": ["delivered"],
                "window_days": 14,
                "seasons": [{"placed_from": "11-15", "placed_to": "12-24", "until": "01-31"}],
            },
            "cancel": {"statuses": ["pending", "processed"]},
        }
    )
)


def wrong(changed: dict[str, str], language: Language = "en") -> dict[str, str]:
    return mistakes(fields_of(RULES) | changed, language)


class TestTheFields:
    @pytest.mark.parametrize("rules", [RULES, OWN, load_rules(DEMO / "rules.yml")])
    def test_left_alone_mean_the_same(self, rules: Rules) -> None:
        fields = fields_of(rules)

        assert Rules.model_validate(written(fields)) == rules
        assert mistakes(fields, "en") == {}

    def test_are_there_for_every_rule_of_the_model(self) -> None:
        spelt = fields_of(RULES)

        for part in parts_of(spelt):
            for one in part.fields:
                assert any(
                    name == one.name or name.startswith(f"{one.name}.") for name in spelt
                ) or (one.kind in {"seasons", "reasons"})

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_their_words(self, language: Language) -> None:
        known = texts(language)

        for part in parts_of(fields_of(RULES)):
            name = part.name.replace(".", "_") or "all"
            assert f"order_rules.part_{name}" in known
            for one in part.fields:
                assert f"order_rules.{one.rule}" in known
                assert f"order_rules.wrong_{one.kind}" in known
                for _, value in one.choices:
                    assert f"order_rules.is_{value}" in known


class TestWhatIsChanged:
    def test_is_in_the_rules(self) -> None:
        fields = fields_of(RULES) | {
            "returns.window_days": "",
            "cancel.statuses.processed": "1",
            "change_address.countries": "fr, be",
            "exchange.settles_difference": "",
            "returns.seasons.0.placed_from": "11-15",
            "returns.seasons.0.placed_to": "12-24",
            "returns.seasons.0.until": "01-31",
            "goodwill.voucher.valid_days": "180",
        }

        made = Rules.model_validate(written(fields))

        assert made.returns.window_days is None
        assert [*made.cancel.statuses] == ["pending", "processed"]
        assert made.change_address.countries == ("FR", "BE")
        assert not made.exchange.settles_difference
        assert made.returns.seasons[0].until == "01-31"
        assert made.goodwill.voucher.valid_days == 180

    def test_adds_and_drops_reasons_by_their_words(self) -> None:
        fields = fields_of(RULES)
        reasons = len(RULES.cancel.reasons)
        fields |= {"cancel.reasons.0.fr": "", "cancel.reasons.0.en": ""}
        fields |= {
            f"cancel.reasons.{reasons}.code": "",
            f"cancel.reasons.{reasons}.fr": "changé d'avis",
            f"cancel.reasons.{reasons}.en": "Changed my mind",
        }

        made = Rules.model_validate(written(fields)).cancel.reasons

        first = next(iter(RULES.cancel.reasons))
        assert first not in made
        assert made["changed_my_mind"] == {"fr": "changé d'avis", "en": "Changed my mind"}


class TestAMistake:
    def test_is_said_at_its_rule_in_the_readers_language(self) -> None:
        assert wrong({"returns.window_days": "many"}) == {
            "returns.window_days": "Enter a whole number."
        }
        assert wrong({"returns.window_days": "0"}, "fr") == {
            "returns.window_days": "Saisissez au moins 1."
        }

    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            ({"cancel.statuses.pending": ""}, "cancel.statuses"),
            ({"change_address.countries": "France"}, "change_address.countries"),
            ({"exchange.countries": "XX"}, "exchange.countries"),
            ({"returns.refund_days.0": "9"}, "returns.refund_days"),
            ({"refund_days.1": "soon"}, "refund_days"),
            ({"cancel.reasons.0.en": ""}, "cancel.reasons"),
            ({"cancel.reasons.0.en": "x" * 61}, "cancel.reasons"),
            ({"returns.seasons.0.placed_from": "11-15"}, "returns.seasons"),
            ({"identity.max_tries": "11"}, "identity.max_tries"),
        ],
    )
    def test_is_of_one_rule(self, changed: dict[str, str], rule: str) -> None:
        assert [*wrong(changed)] == [rule]
