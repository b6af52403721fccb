from dataclasses import replace

import pytest

from assistant.messages.policy.turn_decision import LONG, Operate
from assistant.understanding.types import Intent, RankedIntents, Understanding
from tests.support.seeds.conversation_events import started
from tests.unit.assistant.messages.policy.test_turn_decision import ASKED, POLICY, QUESTION

LISTENS = replace(POLICY, operates=True, listens=True)
DEAF = replace(POLICY, operates=True)
MAYBE: RankedIntents = (
    (Intent.QUESTION, 0.93),
    (Intent.RETURN_ITEMS, 0.04),
    (Intent.CANCEL_ORDER, 0.02),
)
SURELY_NOT: RankedIntents = ((Intent.QUESTION, 0.97), (Intent.RETURN_ITEMS, 0.01))


def read(ranked: RankedIntents, text: str = "le haut me serre") -> Understanding:
    intent, confidence = ranked[0]
    return replace(QUESTION, intent=intent, confidence=confidence, ranked=ranked, message=text)


class TestADialogueThatListens:
    def test_hears_what_may_be_about_an_operation(self) -> None:
        assert isinstance(LISTENS.decide(ASKED, read(MAYBE)), Operate)

    def test_hears_what_is_long(self) -> None:
        story = " ".join(["word"] * LONG)

        assert isinstance(LISTENS.decide(ASKED, read(SURELY_NOT, story)), Operate)
        assert not isinstance(LISTENS.decide(ASKED, read(SURELY_NOT, story[5:])), Operate)

    def test_is_not_asked_about_a_plain_question(self) -> None:
        assert not isinstance(LISTENS.decide(ASKED, read(SURELY_NOT)), Operate)

    def test_is_not_asked_about_what_a_model_restated(self) -> None:
        story = replace(read(SURELY_NOT, " ".join(["word"] * LONG)), restated=True)

        assert not isinstance(LISTENS.decide(ASKED, story), Operate)

    @pytest.mark.parametrize("intent", [Intent.GREETING, Intent.THANKS, Intent.AFFIRM, Intent.STOP])
    def test_is_not_asked_about_manners(self, intent: Intent) -> None:
        ranked = ((intent, 0.8), (Intent.CANCEL_ORDER, 0.2))

        assert not isinstance(LISTENS.decide(ASKED, read(ranked)), Operate)

    def test_is_the_only_one_that_hears_more(self) -> None:
        assert not isinstance(DEAF.decide(ASKED, read(MAYBE)), Operate)


class TestAConversationForQuestionsOnly:
    def test_leads_to_no_operation(self) -> None:
        wish = read(((Intent.CANCEL_ORDER, 0.99),))
        only_questions = replace(ASKED, started=replace(started(), operates=False))

        assert isinstance(LISTENS.decide(ASKED, wish), Operate)
        assert not isinstance(LISTENS.decide(only_questions, wish), Operate)
