"""Every trigger: its causes, its words in both languages, and its template."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from assistant.conversation.message import Language
from assistant.outreach.first_words import template_body, template_values, word
from assistant.outreach.outcomes import FOLLOWED
from assistant.outreach.triggers.trigger import Cause, TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from tests.support.seeds.outreach_facts import facts_of
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW

_BESIDE: Mapping[TriggerName, set[TriggerName]] = {
    TriggerName.PRICE_DOWN: {TriggerName.BACK_IN_STOCK},
    TriggerName.BASKET_QUESTION: {TriggerName.QUESTION_ANSWERED},
}
"""What is so, too, wherever a trigger's cause is."""

_TELLING_ALL = {name for name, one in TRIGGERS.items() if one.tells_everybody}  # on one side


def causes(
    name: TriggerName, of: TriggerName | None = None, language: Language = "fr"
) -> tuple[Cause, ...]:
    facts_for = of or name
    later = timedelta(days=30 if facts_for is TriggerName.REVIEW_ASKED else 0)
    return TRIGGERS[name].qualifies(facts_of(facts_for), NOW + later, language)


class TestEveryTrigger:
    @pytest.mark.parametrize("name", [one for one in TriggerName if one not in _TELLING_ALL])
    def test_waits_half_as_long_as_its_customers_are_followed(self, name: TriggerName) -> None:
        assert 2 * (TRIGGERS[name].delay + TRIGGERS[name].stale_after) <= FOLLOWED

    @pytest.mark.parametrize("name", TriggerName)
    def test_finds_its_cause_and_no_other_triggers(self, name: TriggerName) -> None:
        found = {other for other in TriggerName if causes(other, of=name)}
        assert found == {name} | _BESIDE.get(name, set())

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
