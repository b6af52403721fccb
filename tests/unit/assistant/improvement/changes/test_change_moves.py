"""Who may move a change set, and what each move leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_moves import ChangeRefusal, ChangeRefusedError
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeSet,
    ChangeStake,
    ChangeState,
)
from assistant.messages.trials.candidate_change import CandidateChange
from tests.support.seeds.change_seeds import NOON, PARKING, change_set, verified_change
from tests.unit.assistant.improvement.changes.test_rule_stores import FREER, STRICTER

LATER = NOON + timedelta(hours=1)


def refused(why: ChangeRefusal) -> pytest.RaisesExc[ChangeRefusedError]:
    return pytest.RaisesExc(ChangeRefusedError, check=lambda error: error.why is why)


def published(change: ChangeSet) -> ChangeSet:
    return moves.publish(moves.approve(change, "", by="zoé", at=NOON), "1", at=NOON)


class TestAPlainChange:
    def test_is_approved_by_one_person(self) -> None:
        approved = moves.approve(change_set(), "", by="zoé", at=LATER, note="Good.")

        assert approved.state is ChangeState.APPROVED
        assert approved.version == 2
        assert approved.approvers == ("zoé",)
        [step] = approved.steps
        assert (step.deed, step.by, step.note) == (ChangeDeed.APPROVED, "zoé", "Good.")

    @pytest.mark.parametrize("text", ["", "  "])
    def test_without_an_answer_is_not_approved(self, text: str) -> None:
        empty = change_set(replace(PARKING, texts={"en": text}))

        with refused(ChangeRefusal.GAPS):
            moves.approve(empty, "", by="zoé", at=LATER)

    def test_that_leaves_the_question_to_people_needs_no_words(self) -> None:
        people = change_set(replace(PARKING, texts={}, person=True))

        assert moves.approve(people, "", by="zoé", at=LATER).state is ChangeState.APPROVED

    def test_made_for_other_content_is_not_approved(self) -> None:
        with refused(ChangeRefusal.BASE_MOVED):
            moves.approve(change_set(), verified_change().content, by="zoé", at=LATER)


class TestMoneyAndLaw:
    @pytest.mark.parametrize("stake", [ChangeStake.MONEY, ChangeStake.LAW])
    def test_need_two_different_people(self, stake: ChangeStake) -> None:
        first = moves.approve(change_set(stake=stake), "", by="zoé", at=NOON)
        assert first.state is ChangeState.PROPOSED
        with refused(ChangeRefusal.SAME_PERSON):
            moves.approve(first, "", by="zoé", at=LATER)

        second = moves.approve(first, "", by="ann", at=LATER)

        assert second.state is ChangeState.APPROVED
        assert second.approvers == ("zoé", "ann")

    def test_whoever_approved_other_words_did_not_approve_these(self) -> None:
        first = moves.approve(change_set(stake=ChangeStake.MONEY), "", by="zoé", at=NOON)
        dearer = verified_change(replace(PARKING, texts={"en": "It costs 9 €."}))

        edited = moves.edit(first, dearer, "", by="ann", at=LATER)

        assert edited.approvers == ()
        assert edited.stake is ChangeStake.MONEY
        assert moves.approve(edited, "", by="ann", at=LATER).is_open


class TestAnEdit:
    def test_reads_the_stake_anew(self) -> None:
        free = verified_change(replace(PARKING, texts={"en": "You have 14 days by law."}))

        edited = moves.edit(change_set(), free, "", by="ann", at=LATER)

        assert edited.stake is ChangeStake.LAW

    def test_of_nothing_leaves_no_trace(self) -> None:
        change = change_set()

        assert moves.edit(change, change.change, "", by="ann", at=LATER) is change

    def test_takes_the_place_of_what_is_in_force_now(self) -> None:
        change = change_set()
        live = verified_change(replace(PARKING, texts={"en": "No."})).content

        edited = moves.edit(change, change.change, live, by="ann", at=LATER)

        assert edited.before == live
        assert moves.approve(edited, live, by="ann", at=LATER).state is ChangeState.APPROVED


class TestRejecting:
    def test_keeps_its_like_quiet_for_some_weeks(self) -> None:
        rejected = moves.reject(change_set(), by="zoé", at=NOON, reason=" We move. ")

        assert rejected.state is ChangeState.REJECTED
        assert rejected.quiet_until == NOON.date() + timedelta(weeks=8)
        assert rejected.steps[-1].note == "We move."

    def test_keeps_no_personal_data_of_the_reason(self) -> None:
        told = "Ask ann.lee@mail.example first."

        rejected = moves.reject(change_set(), by="zoé", at=NOON, reason=told)

        assert rejected.steps[-1].note == "Ask [email] first."

    def test_needs_a_reason(self) -> None:
        with refused(ChangeRefusal.NO_REASON):
            moves.reject(change_set(), by="zoé", at=NOON, reason="  ")


class TestTakingBack:
    def test_goes_from_published_by_way_of_withdrawn(self) -> None:
        withdrawn = moves.withdraw(published(change_set()), by="ann", at=LATER, reason="Wrong.")
        assert not withdrawn.is_settled

        back = moves.take_back(withdrawn, at=LATER)

        assert back.state is ChangeState.TAKEN_BACK
        assert back.published_at == NOON
        assert back.quiet_until is not None

    def test_that_the_store_refuses_leaves_it_published(self) -> None:
        withdrawn = moves.withdraw(published(change_set()), by="ann", at=LATER, reason="")

        kept = moves.return_it(withdrawn, "moved", at=LATER)

        assert kept.state is ChangeState.PUBLISHED
        assert kept.steps[-1].deed is ChangeDeed.NOT_TAKEN_BACK

    @pytest.mark.parametrize("stake", [ChangeStake.MONEY, ChangeStake.LAW])
    def test_of_money_and_law_needs_two_different_people(self, stake: ChangeStake) -> None:
        live = replace(published(change_set()), stake=stake)

        first = moves.withdraw(live, by="ann", at=LATER, reason="Wrong.")
        assert first.state is ChangeState.PUBLISHED
        for who in ("ann", ""):  # nor does the program itself
            with refused(ChangeRefusal.SAME_PERSON_BACK):
                moves.withdraw(first, by=who, at=LATER, reason="")
        second = moves.withdraw(first, by="leo", at=LATER, reason="")

        assert (second.state, second.withdrawers) == (ChangeState.WITHDRAWN, ("ann", "leo"))
        kept = moves.return_it(second, "moved", at=LATER)
        assert kept.withdrawers == ()

    @pytest.mark.parametrize("by", ["ann", ""])
    def test_to_less_freedom_needs_one(self, by: str) -> None:
        live = replace(
            published(change_set()),
            change=CandidateChange(kind="autonomy", content=FREER.model_dump_json()),
            before=STRICTER.model_dump_json(),
            stake=ChangeStake.MONEY,
        )

        assert moves.withdraw(live, by=by, at=LATER, reason="").state is ChangeState.WITHDRAWN

    def test_to_more_freedom_needs_two(self) -> None:
        live = replace(
            published(change_set()),
            change=CandidateChange(kind="autonomy", content=STRICTER.model_dump_json()),
            before=FREER.model_dump_json(),
            stake=ChangeStake.PLAIN,
        )

        assert moves.withdraw(live, by="ann", at=LATER, reason="").state is ChangeState.PUBLISHED

    def test_of_what_is_not_published_is_refused(self) -> None:
        with refused(ChangeRefusal.MOVED):
            moves.withdraw(change_set(), by="ann", at=LATER, reason="")


class TestARefusedPublication:
    def test_opens_it_again_without_approvals(self) -> None:
        approved = moves.approve(change_set(), "", by="zoé", at=NOON)

        opened = moves.return_it(approved, "taken", at=LATER)

        assert opened.is_open
        assert opened.approvers == ()


class TestTime:
    def test_lets_a_proposal_expire_after_four_weeks(self) -> None:
        change = change_set()

        assert not moves.is_overdue(change, at=NOON + timedelta(days=27))
        assert moves.is_overdue(change, at=NOON + timedelta(days=28))
        assert moves.expire(change, at=LATER).state is ChangeState.EXPIRED

    def test_begins_anew_with_a_move(self) -> None:
        dear = change_set(stake=ChangeStake.MONEY)
        moved = moves.approve(dear, "", by="zoé", at=NOON + timedelta(days=20))

        assert not moves.is_overdue(moved, at=NOON + timedelta(days=30))

    def test_lets_nothing_expire_that_is_decided(self) -> None:
        assert not moves.is_overdue(published(change_set()), at=NOON + timedelta(days=90))


class TestATask:
    def test_is_approved_once_it_is_done(self) -> None:
        change = replace(change_set(), change=CandidateChange(kind="task", content="q1"))

        assert moves.approve(change, "", by="zoé", at=NOON).state is ChangeState.APPROVED
