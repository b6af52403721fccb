"""A person's words become everybody's answer only where they are for everybody."""

import pytest

from assistant.conversation.events import ConversationEvent
from assistant.improvement.changes.person_replies import general_answer, replies_to
from tests.support.seeds.change_events import abstained, agent_said
from tests.support.seeds.conversation_events import wrote


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            (
                "Bonjour Madame,\nNotre parking est à côté du port.\nBonne journée,\nZoé",
                "Notre parking est à côté du port.",
            ),
            (
                "Hello! Our shop is open on Sundays from ten to four. Kind regards, Ann",
                "Our shop is open on Sundays from ten to four.",
            ),
            (
                "Bonjour, il n'y a pas de catalogue papier. Tout est sur le site.",
                "Il n'y a pas de catalogue papier. Tout est sur le site.",
            ),
            (
                "Hello Ann, thank you for asking. There is no paper catalogue.",
                "There is no paper catalogue.",
            ),
        ],
    )
    def test_is_without_greeting_and_signature(self, said: str, kept: str) -> None:
        language = "fr" if said.startswith("Bonjour") else "en"

        found = general_answer(said, language)  # type: ignore[arg-type]  # one of both

        assert found is not None
        assert found.text == kept

    @pytest.mark.parametrize(
        "said",
        [
            "Yes.",
            "Which size do you take, and in which colour?",
            "Your parcel was handed to the carrier this morning.",
            "I have just looked it up in our system for you.",
            "J'ai demandé à mes collègues de la boutique.",
            "I have sent it to ann.lee@mail.example just now.",
            "I'll refund you the shipping right away, I promise.",
            "Please call me on +33 6 12 34 56 78 this afternoon.",
            "<b>We are open on Sundays from ten to four.</b>",
        ],
    )
    def test_for_one_customer_is_none(self, said: str) -> None:
        assert general_answer(said, "en") is None


class TestAReply:
    def events(self, *after: ConversationEvent) -> list[ConversationEvent]:
        return [wrote("m1", text="Is there a parking?"), abstained("m1"), *after]

    def test_after_the_question_is_its_answer(self) -> None:
        events = self.events(wrote("m2", text="hello?"), agent_said("Yes, right behind the shop."))

        found = replies_to(events, {"m1"})

        assert found["m1"].text == "Yes, right behind the shop."

    def test_after_a_long_talk_is_not(self) -> None:
        talk = [wrote(f"m{n}", text="And another thing") for n in range(2, 6)]

        assert replies_to(self.events(*talk, agent_said("Yes, behind the shop.")), {"m1"}) == {}

    def test_of_the_assistant_is_not(self) -> None:
        assert replies_to(self.events(), {"m1"}) == {}

    def test_to_another_question_is_not_told(self) -> None:
        events = [agent_said("We open at nine in the morning."), *self.events()]

        assert replies_to(events, {"m1"}) == {}
