"""Every trigger: its causes, its words in both languages, and its template."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.message import Language
from assistant.outreach.first_words import template_body, template_values, word
from assistant.outreach.outcomes import FOLLOWED
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger import Cause, TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS, answered_questions, back_in_stock
from tests.support.seeds.outreach_facts import ANSWER, ASKED, WISH, facts_of
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.outreach.triggers.test_late_parcels import NOW


def causes(
    name: TriggerName, of: TriggerName | None = None, language: Language = "fr"
) -> tuple[Cause, ...]:
    return TRIGGERS[name].qualifies(facts_of(of or name), NOW, language)


class TestEveryTrigger:
    @pytest.mark.parametrize("name", TriggerName)
    def test_waits_half_as_long_as_its_customers_are_followed(self, name: TriggerName) -> None:
        assert 2 * TRIGGERS[name].stale_after <= FOLLOWED

    @pytest.mark.parametrize("name", TriggerName)
    def test_finds_its_cause_and_no_other_triggers(self, name: TriggerName) -> None:
        found = {other for other in TriggerName if causes(other, of=name)}
        assert found == {name}

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("name", TriggerName)
    def test_says_words_that_the_guard_passes_with_the_way_to_stop(
        self, name: TriggerName, language: Language
    ) -> None:
        cause = causes(name, language=language)[0]
        text = word(TRIGGERS[name], cause, language, shop="Brisemare")
        assert text is not None
        assert all(value in text for value in cause.values.values())
        assert "STOP" in text
        assert "{" not in text

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("name", TriggerName)
    def test_has_a_template_that_says_the_same(self, name: TriggerName, language: Language) -> None:
        cause = causes(name, language=language)[0]
        body = template_body(name, language)
        for n, value in enumerate(template_values(TRIGGERS[name], cause, language), start=1):
            body = body.replace(f"{{{{{n}}}}}", value)
        said = word(TRIGGERS[name], cause, language, shop="Brisemare") or ""
        assert said.startswith(body)

    @pytest.mark.parametrize("name", TriggerName)
    def test_gives_the_same_causes_for_the_same_facts(self, name: TriggerName) -> None:
        assert causes(name) == causes(name)


def test_a_wish_that_is_still_gone_or_of_another_season_is_no_cause() -> None:
    gone, old = replace(WISH, available=False), replace(WISH, asked_at=NOW - timedelta(days=181))
    for wish in (gone, old):
        facts = CustomerFacts(customer_id=LEA, wishes=(wish,))
        assert back_in_stock(facts, NOW, "fr") == ()


def test_an_answer_is_told_for_a_month() -> None:
    facts = CustomerFacts(customer_id=LEA, questions=(ASKED,))
    (cause,) = answered_questions(facts, NOW, "fr")
    assert (cause.key, cause.values["answer"]) == ("q1", ANSWER)
    assert answered_questions(facts, NOW + timedelta(days=28), "fr") == ()
