"""A figure that pages state on a topic is one of its rules; other words are none."""

from collections.abc import Mapping

from assistant.improvement.outdated.topic_rules import rules_of_topics
from assistant.operations.autonomy.autonomy_table import AutonomySubject, Topic, topic_subject
from tests.unit.assistant.improvement.outdated.test_outdated_lines import NEW, OLD, page

RETURNS, PAYMENT = topic_subject(Topic.RETURNS), topic_subject(Topic.PAYMENT)


def rules(*lines: str) -> Mapping[AutonomySubject, str]:
    return rules_of_topics([page("conditions", *lines)])


class TestTheRulesOfATopic:
    def test_change_with_a_figure_of_its_lines_alone(self) -> None:
        before, after = rules(OLD), rules(NEW)

        assert before[RETURNS] != after[RETURNS]
        assert before[PAYMENT] == after[PAYMENT]

    def test_are_the_same_in_other_words_and_in_another_order(self) -> None:
        paid = "Pay by card, at most 900 EUR."

        assert rules(OLD, paid) == rules(paid, "To return an item there are 30 days from delivery.")

    def test_change_where_a_line_turns_to_no(self) -> None:
        yes, no = rules("Returns are free."), rules("Returns are not free.")

        assert yes[RETURNS] != no[RETURNS]
