"""A verified answer of a change set comes into force, and back, once."""

from dataclasses import replace

import pytest

from assistant.answers.verified.types import VerifiedId
from assistant.console.improve.answer_store import AnswerStore
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import NotPublishedError
from assistant.messages.trials.candidate_codec import decode_answer
from tests.support.interleaving import run_in_turns, slow, turns
from tests.support.seeds.change_seeds import change_set, verified_change
from tests.unit.assistant.improvement.changes.test_change_steps import Team


def next_of(change: ChangeSet, words: str) -> ChangeSet:
    """Return a change of the answer of another change, once this one is published."""
    answer = replace(decode_answer(change.change.content), texts={"en": words})
    more = replace(change_set(change_id="b2"), change=verified_change(answer))
    return replace(more, before=change.change.content)


class TestTwoProcesses:
    @pytest.mark.parametrize("is_new", [True, False])
    async def test_that_settle_at_once_change_it_once(self, *, is_new: bool) -> None:
        for first, second in turns(calls=4):
            team = Team()
            change, version = change_set(), "1"
            if not is_new:
                await team.approve(await team.propose(change))
                change, version = next_of(change, "Next door."), "2"
            book = slow(team.verified)
            stores = [AnswerStore(changes=replace(team.answers, book=book)) for _ in range(2)]
            own = AnswerStore(changes=team.answers)

            said = run_in_turns((one.publish(change, by="zoé") for one in stores), first, second)
            assert said == [version, version]
            assert await own.current(change) == change.change.content

            live = replace(change, published=version)
            said = run_in_turns((one.take_back(live, by="ann") for one in stores), first, second)
            assert said == [None, None]
            assert await own.current(change) == change.before


async def test_a_correction_by_hand_since_the_approval_stays() -> None:
    team = Team()
    live = await team.approve(await team.propose())
    change = next_of(live, "Next door.")
    by_hand = replace(decode_answer(live.change.content), texts={"en": "Closed today."})
    await team.answers.write(by_hand, expected_version=1, by="max")

    with pytest.raises(NotPublishedError, match="moved"):
        await AnswerStore(changes=team.answers).publish(change, by="zoé")

    assert await team.live(live) == by_hand


async def test_a_withdrawal_by_hand_since_the_approval_stays() -> None:
    team = Team()
    live = await team.approve(await team.propose())
    change = next_of(live, "Next door.")
    await team.take_back(live)

    with pytest.raises(NotPublishedError, match="moved"):
        await AnswerStore(changes=team.answers).publish(change, by="zoé")

    kept = await team.verified.read(VerifiedId(live.change_id))
    assert kept is not None
    assert not kept.is_live
