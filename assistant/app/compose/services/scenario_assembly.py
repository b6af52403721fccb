"""Assemble the scenarios as tests of the runs of saved questions."""

from assistant.app.compose.process_parts import Parts
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.rehearsal.scenario_tests import ScenarioTests
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.desk.question_book import SqlQuestionRuns
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook


def scenario_tests(settings: Settings, parts: Parts) -> ScenarioTests:
    """Return the scenarios as tests of the runs of saved questions.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    zone = load_desk_rules(settings.helpdesk.rule_source).zone(None)
    return ScenarioTests(
        book=SqlScenarioBook(parts.database), zone=zone, runs=SqlQuestionRuns(parts.database)
    )
