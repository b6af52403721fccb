"""Whoever writes rules as a file reads in their language where a fault is and what to do."""

import pytest

from assistant.console.settings.rule_fault_words import say_faults
from assistant.console.settings.setting_texts import texts
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.kit.settings.rule_file import RuleTextError, read_text
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.shop_rules import DEFAULT, Rules

DESK = """\
default_team: support
teams:
  support:
    hours:
      monday: [{span}]
"""
RULES = DEFAULT.read_text(encoding="utf-8")


def told(model: type, text: str, language: Language = "fr") -> str:
    with pytest.raises(RuleTextError) as refused:
        read_text(model, text, RuleTextError, source="COMPTOIR_X")
    return say_faults(refused.value.faults, language)


class TestAFault:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (
                DESK.format(span="matin"),
                "Ligne 5, teams.support.hours.monday.0\u00a0: «\u00a0matin\u00a0» n’est",
            ),
            (DESK.format(span='"18:00-09:00"'), "finit avant de commencer"),
            (DESK.format(span='"09:00-12:00", "11:00-13:00"'), "se recouvrent à 11:00"),
            (
                DESK.format(span="") + "timezone: Paris\n",
                "Ligne 6, timezone\u00a0: «\u00a0Paris\u00a0» n’est",
            ),
            (
                DESK.format(span="") + "timezon: Paris\n",
                "Ligne 6, timezon\u00a0: Comptoir ne connaît",
            ),
            (DESK.format(span="") + "routing: {accept_seconds: 1}\n", "au moins 5"),
            (DESK.format(span="") + "routing: {accept_seconds: vite}\n", "nombre entier"),
            (DESK.format(span="") + "holidays: {french: parfois}\n", "true ou false"),
            (DESK.format(span="") + "holidays: {every_year: [02-30]}\n", "pas un jour de l’année"),
            (DESK.format(span="") + "holidays: {dates: [demain]}\n", "2026-12-26"),
            (DESK.format(span="") + "skills: {colere: [x]}\n", "Sont connus"),
            (DESK.format(span="").replace("team: support", "team: sales"), "aucune des équipes"),
            ("teams: {support: {hours: {}}}", "default_team\u00a0: Il manque. Ajoutez-le."),
            ("default_team: [", "Ce n’est pas du YAML"),
            ("default_team: a: b", "Ligne 1\u00a0: Ce n’est pas du YAML"),
            ("- a", "Écrivez ici des noms"),
        ],
    )
    def test_of_the_desks_rules_is_told_with_its_line(self, text: str, says: str) -> None:
        assert says in told(DeskRules, text)

    def test_of_the_rules_of_orders_is_told_with_its_line(self) -> None:
        at = 1 + next(n for n, line in enumerate(RULES.splitlines()) if "confirm_minutes" in line)
        wrong = RULES.splitlines()
        wrong[at - 1] = "confirm_minutes: 0"

        assert told(Rules, "\n".join(wrong), "en") == (
            f"Line {at}, confirm_minutes: Enter at least 1."
        )
        assert "Autonomy" in told(Rules, "autonomy: {}", "en")

    def test_of_the_autonomy_table_is_told_with_its_line(self) -> None:
        table = "operations:\n  cancel_order: automat\n  cancel: suggest\n"

        said = told(AutonomyTable, table, "en")

        assert "Line 2, operations.cancel_order.level: Write one of these: 'automate'" in said
        assert "Line 3, operations.cancel: Comptoir does not know this name. Known are:" in said

    def test_among_many_is_not_lost(self) -> None:
        text = DESK.format(span="") + "".join(f"x{n}: 1\n" for n in range(7))

        assert told(DeskRules, text, "en").endswith("And 2 more.")

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_says_nothing_that_only_a_program_reads(self, language: Language) -> None:
        for name, text in texts(language).items():
            if name.startswith("fault."):
                assert "pydantic" not in text
                assert "Input should" not in text
