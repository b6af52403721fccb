"""One signal makes one proposal, and what people rejected is not proposed again soon."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from assistant.answers.verified.types import AnswerVersion, CorrectedStatement
from assistant.conversation.message import Source
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_erasure import without_conversations
from assistant.improvement.changes.change_proposals import (
    RaisedTask,
    is_unsure,
    propose_answers,
    propose_task,
    ways_of,
)
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
    ChangeStake,
)
from assistant.improvement.changes.raised_questions import RaisedQuestion
from assistant.messages.trials.candidate_codec import decode_answer
from tests.support.seeds.change_seeds import NOON, PARKING
from tests.unit.assistant.improvement.changes.test_raised_questions import raised

THREE = [raised(n) for n in range(1, 4)]
LATER = NOON + timedelta(days=1)
SAID = {"cause": ChangeCause.CORRECTED, "reply": "Yes, next door.", "reply_language": "en"}


def propose(
    questions: Sequence[RaisedQuestion],
    known: Sequence[ChangeSet] = (),
    live: Sequence[AnswerVersion] = (),
    *,
    days: int = 1,
) -> list[ChangeSet]:
    texts = [one.text for one in questions]
    texts += [way.text for one in known for way in ways_of(one)]
    texts += [way.text for one in live for way in one.answer.ways]
    vectors = {text: np.array([1.0, 0.0], dtype=np.float32) for text in texts}
    return propose_answers(questions, known, live, vectors, now=NOON + timedelta(days=days))


class TestAnOpenQuestion:
    def test_of_three_customers_is_an_answer_to_fill_in(self) -> None:
        [made] = propose(THREE)

        assert (made.cause, made.conversations, made.customers) == (ChangeCause.UNANSWERED, 3, 3)
        answer = decode_answer(made.change.content)
        assert answer.texts == {}
        assert [way.text for way in answer.ways] == ["Is there a parking?"]
        assert {one.message_id for one in made.signals} == {"m1", "m2", "m3"}

    def test_of_two_is_none_yet(self) -> None:
        assert propose(THREE[:2]) == []

    def test_that_a_person_answered_has_their_words(self) -> None:
        [made] = propose([raised(1), raised(2, **SAID)])

        assert made.cause is ChangeCause.CORRECTED
        assert decode_answer(made.change.content).texts == {"en": "Yes, next door."}
        assert made.stake is ChangeStake.PLAIN

    def test_that_a_person_answered_with_a_sum_takes_two_people(self) -> None:
        [made] = propose([raised(2, **{**SAID, "reply": "Yes, for 3 € a day."})])

        assert made.stake is ChangeStake.MONEY


class TestAReplyThatMayAnswerSomethingElse:
    def test_is_proposed_as_unsure_until_somebody_edits_it(self) -> None:
        [made] = propose([raised(1, **SAID, is_unsure=True)])

        assert is_unsure(made)
        assert made.approvers == ()
        content = replace(made.change, content=made.change.content.replace("next", "just"))
        assert not is_unsure(moves.edit(made, content, "", by="zoé", at=LATER))

    def test_gives_way_to_one_that_is_sure(self) -> None:
        other = raised(2, **{**SAID, "reply": "In 3 weeks."}, is_unsure=True)
        [made] = propose([raised(1, **SAID), other])

        assert decode_answer(made.change.content).texts == {"en": "Yes, next door."}
        assert not is_unsure(made)

    def test_of_a_live_answer_adds_ways_of_asking_alone(self) -> None:
        live = AnswerVersion(version=1, answer=PARKING, at=NOON - timedelta(days=9), by="zoé")
        said: dict[str, Any] = SAID | {"text": "Has the shop a parking?", "is_unsure": True}
        [made] = propose([raised(n, **said) for n in (1, 2, 3)], live=[live])

        assert not is_unsure(made)


class TestAStatementThatCustomersWereTold:
    told = Source(
        title="Car park",
        url="https://x.example/park",
        quote="Parking is free for 2 hours.",
        language="en",
        score=0.7,
    )
    corrects = CorrectedStatement(title=told.title, url=told.url, quote=told.quote)

    def test_is_wrong_where_a_person_states_another_figure(self) -> None:
        asked = replace(raised(1, **SAID), reply="Parking is free for 3 hours.", told=self.told)

        [made] = propose([asked])

        assert decode_answer(made.change.content).corrects == (self.corrects,)

    def test_may_be_right_where_a_person_says_something_else(self) -> None:
        [made] = propose([replace(raised(1, **SAID), told=self.told)])

        assert decode_answer(made.change.content).corrects == ()


class TestTheSameSignal:
    def test_makes_no_second_proposal(self) -> None:
        known = propose(THREE)

        assert propose(THREE, known) == []

    def test_with_more_customers_touches_more(self) -> None:
        [before] = propose(THREE)

        [after] = propose([*THREE, raised(4)], [before])

        assert after.change_id == before.change_id
        assert after.version == before.version + 1
        assert after.conversations == 4
        assert after.change == before.change

    def test_of_a_rejected_one_stays_quiet_for_its_weeks(self) -> None:
        [made] = propose(THREE)
        rejected = moves.reject(made, by="zoé", at=LATER, reason="No.")
        new = [raised(n, at=LATER + timedelta(days=2)) for n in range(11, 14)]

        assert propose([*THREE, *new], [rejected], days=20) == []
        [again] = propose([*THREE, *new], [rejected], days=70)
        assert again.change_id != made.change_id
        assert again.conversations == 3

    def test_of_an_expired_one_is_used_up(self) -> None:
        [made] = propose(THREE)
        expired = moves.expire(made, at=LATER)

        assert propose(THREE, [expired]) == []


class TestALiveAnswer:
    LIVE = AnswerVersion(version=1, answer=PARKING, at=NOON + timedelta(minutes=30), by="zoé")

    def test_answers_what_was_asked_before_it(self) -> None:
        asked = [raised(n, PARKING.ways[0].text) for n in range(3)]

        assert propose(asked, live=[self.LIVE]) == []

    def test_gets_the_words_in_which_it_was_not_found_after(self) -> None:
        asked = [raised(n, "Has the shop a parking?") for n in range(40, 43)]

        [made] = propose(asked, live=[self.LIVE])

        assert made.cause is ChangeCause.REWORDED
        answer = decode_answer(made.change.content)
        assert answer.answer_id == PARKING.answer_id
        assert answer.texts == PARKING.texts
        assert [way.text for way in answer.ways] == [
            "Is there a parking at the shop?",
            "Has the shop a parking?",
        ]
        assert decode_answer(made.before) == PARKING


class TestATask:
    SIGNAL = ChangeSignal(conversation_id="c1", message_id="m1", at=NOON)
    RAISED = RaisedTask(
        cause=ChangeCause.CONTRADICTION,
        subject="A | B",
        about="A / B",
        signals=(SIGNAL,),
        conversations=2,
        customers=2,
    )

    def test_is_proposed_once(self) -> None:
        made = propose_task(self.RAISED, (), now=NOON)

        assert made is not None
        assert (made.kind, made.about) == (ChangeKind.TASK, "A / B")
        assert propose_task(self.RAISED, (made,), now=LATER) is None

    def test_that_was_done_is_proposed_again_only_if_it_happens_again(self) -> None:
        made = propose_task(self.RAISED, (), now=NOON)
        assert made is not None
        done = moves.publish(moves.approve(made, "", by="zoé", at=LATER), "", at=LATER)
        after = replace(self.SIGNAL, at=LATER + timedelta(hours=1))

        assert propose_task(self.RAISED, (done,), now=LATER) is None
        again = propose_task(replace(self.RAISED, signals=(after, self.SIGNAL)), (done,), now=LATER)
        assert again is not None
        assert again.change_id != made.change_id
        assert again.signals == (after,)


class TestWordings:
    def test_that_stay_keep_a_signal_by_which_erasing_finds_them(self) -> None:
        told = raised(1, text="Has the shop a car park?", **SAID)
        [open_one] = propose([told])
        many = [raised(n, text="Is there a car park at the shop?") for n in range(2, 60)]

        for asked in ([told, *many], many):  # the second build sees the newest alone
            [touched] = propose(asked, [open_one])
            assert len(touched.signals) == 41
            left = without_conversations(touched, {told.conversation_id})
            assert left is None


def test_a_change_set_that_its_maker_undid_stands_in_nobody_s_way() -> None:
    [made] = propose(THREE)
    undone = moves.expire(made, at=LATER, why=ChangeDeed.UNDONE)

    assert len(propose(THREE, [undone], days=2)) == 1
