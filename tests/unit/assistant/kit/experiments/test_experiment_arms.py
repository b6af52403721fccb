"""Test who is in which arm of an experiment."""

from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ExperimentExposed, IdentityProven
from assistant.conversation.ids import ContactId, ConversationId, CustomerId
from assistant.kit.experiments.experiment import SLOTS, ExperimentState
from assistant.kit.experiments.experiment_arms import free_slots, is_changed, visitor_of
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.experiment_seeds import experiment

KEY = b"key"


def conversation(contact: str, *, cid: str = "c1", customer: str = "") -> Conversation:
    began = replace(started(), contact_id=ContactId(contact), conversation_id=ConversationId(cid))
    talk = Conversation.fold(ConversationId(cid), [began])
    if not customer:
        return talk
    proof = IdentityProven(
        conversation_id=ConversationId(cid),
        at=NOON,
        customer_id=CustomerId(customer),
        method="signed_in",
    )
    return talk.after(proof)


def share_changed(share: float) -> float:
    one = experiment(share=share)
    drawn = [is_changed(one, conversation(f"visitor {at}"), KEY) for at in range(4_000)]
    known = [arm for arm in drawn if arm is not None]
    return sum(known) / len(known)


class TestAVisitor:
    @pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
    def test_gets_the_change_as_often_as_the_share_says(self, share: float) -> None:
        assert share_changed(share) == pytest.approx(share, abs=0.02)

    def test_is_in_one_arm_in_every_conversation(self) -> None:
        arms = {
            is_changed(experiment(), conversation("lea", cid=f"c{at}"), KEY) for at in range(20)
        }

        assert len(arms) == 1

    def test_is_in_one_arm_on_every_channel_once_they_are_known(self) -> None:
        phone, page = (conversation(one, customer="lea") for one in ("+33", "tab"))

        assert visitor_of(phone) == visitor_of(page)

    def test_who_got_the_change_still_gets_it_when_more_do(self) -> None:
        few, more = experiment(share=0.1), experiment(share=0.5)

        for at in range(500):
            if is_changed(few, conversation(f"visitor {at}"), KEY):
                assert is_changed(more, conversation(f"visitor {at}"), KEY)

    def test_keeps_the_arm_of_a_conversation_whoever_they_turn_out_to_be(self) -> None:
        exposed = ExperimentExposed(
            conversation_id=ConversationId("c1"),
            at=NOON,
            experiment_id="e1",
            changed=True,
            share=0.01,
        )
        talk = conversation("lea", customer="lea").after(exposed)

        assert is_changed(experiment(share=0.0001), talk, KEY) is True

    def test_is_in_no_arm_of_an_experiment_that_does_not_run(self) -> None:
        for state in set(ExperimentState) - {ExperimentState.RUNNING}:
            assert is_changed(experiment(state=state), conversation("lea"), KEY) is None

    def test_is_drawn_for_each_experiment_apart(self) -> None:
        both = [
            is_changed(experiment("e1"), conversation(f"visitor {at}"), KEY)
            is is_changed(experiment("e2"), conversation(f"visitor {at}"), KEY)
            for at in range(2_000)
        ]

        assert sum(both) / len(both) == pytest.approx(0.5, abs=0.04)


class TestANamespace:
    def test_gives_each_visitor_to_one_of_its_experiments(self) -> None:
        one = experiment("e1", slots=500)
        other = experiment("e2", first_slot=500, slots=500)

        for at in range(500):
            talk = conversation(f"visitor {at}")
            arms = [is_changed(each, talk, KEY) for each in (one, other)]
            assert arms.count(None) == 1

    def test_has_slots_left_beside_those_of_open_experiments(self) -> None:
        assert free_slots([], "answers") == (0, SLOTS)
        first = experiment("e1", slots=400)
        assert free_slots([first], "answers") == (400, 600)
        assert free_slots([first], "settings") == (0, SLOTS)
        assert free_slots([replace(first, state=ExperimentState.ENDED)], "answers") == (0, SLOTS)
        assert free_slots([experiment("e1")], "answers")[1] == 0
