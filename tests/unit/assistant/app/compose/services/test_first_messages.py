"""A question is asked again on the product's own turn: only an answer with sources counts."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.assistant_turn import assemble_steps
from assistant.app.compose.services.first_messages import RetakenQuestions, outreach_rules
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import OutreachSettings
from assistant.messages.trials.trial import Trials
from retrieval.types import Evidence
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import started, wrote
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
C1 = ConversationId("c1")


def again(*evidence: Evidence) -> RetakenQuestions:
    turn = Assistant(asked(ASKED), *evidence).turn
    clock = HandClock()
    return RetakenQuestions(
        trials=Trials(turn=turn, steps=assemble_steps, key=b"k" * 32), clock=clock
    )


def question() -> Conversation:
    return Conversation.fold(C1, [started(), wrote("m1", text=ASKED)])


async def test_an_answer_with_a_source_is_the_answer() -> None:
    assert "30 jours" in await again(RETURNS).answer(question())


async def test_without_evidence_there_is_none() -> None:
    assert await again().answer(question()) == ""


async def test_a_question_that_a_person_has_is_not_asked_again() -> None:
    nobody = replace(question(), unanswered=())
    assert await again(RETURNS).answer(nobody) == ""


@pytest.mark.parametrize("most", [1, 2])
def test_the_cap_of_a_week_is_the_shops_setting(most: int) -> None:
    settings = Settings(outreach=OutreachSettings(most_a_week=most))
    assert outreach_rules(settings, Shop(name="Brisemare")).most_a_week == most


@pytest.mark.parametrize("most", [0, 3])
def test_no_cap_is_beyond_what_customers_consented_to(most: int) -> None:
    with pytest.raises(ValidationError):
        OutreachSettings(most_a_week=most)
