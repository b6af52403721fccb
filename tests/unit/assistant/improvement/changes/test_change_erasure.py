"""Who is erased is gone from change sets as well."""

from dataclasses import replace

from assistant.answers.verified.types import WayOfAsking
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_erasure import digest_of, without_conversations
from assistant.improvement.changes.change_set import ChangeSet, ChangeSignal
from assistant.messages.trials.candidate_codec import decode_answer
from tests.support.seeds.change_seeds import NOON, PARKING, change_set

TEXTS = ("Is there a parking at the shop?", "Where do I park?")


def proposal() -> ChangeSet:
    """Return a proposal of two customers' wordings."""
    ways = tuple(WayOfAsking(language="en", text=text) for text in TEXTS)
    signals = tuple(
        ChangeSignal(conversation_id=f"c{n}", message_id=f"m{n}", at=NOON, wording=digest_of(text))
        for n, text in enumerate(TEXTS)
    )
    return replace(change_set(replace(PARKING, ways=ways)), signals=signals)


def ways_of(change: ChangeSet | None) -> list[str]:
    return [way.text for way in decode_answer(change.change.content).ways] if change else []


class TestErasing:
    def test_takes_the_message_and_the_wording_made_of_it(self) -> None:
        left = without_conversations(proposal(), {"c1"})

        assert left is not None
        assert [one.conversation_id for one in left.signals] == ["c0"]
        assert ways_of(left) == [TEXTS[0]]

    def test_leaves_a_wording_that_somebody_else_used_as_well(self) -> None:
        both = proposal()
        same = replace(both.signals[0], conversation_id="c9")
        left = without_conversations(replace(both, signals=(*both.signals, same)), {"c0"})

        assert ways_of(left) == list(TEXTS)

    def test_of_all_that_it_was_made_of_leaves_nothing(self) -> None:
        assert without_conversations(proposal(), {"c0", "c1"}) is None

    def test_leaves_what_people_published(self) -> None:
        live = moves.publish(moves.approve(proposal(), "", by="zoé", at=NOON), "1", at=NOON)

        left = without_conversations(live, {"c0", "c1"})

        assert left is not None
        assert left.signals == ()
        assert ways_of(left) == list(TEXTS)

    def test_of_others_changes_nothing(self) -> None:
        change = proposal()

        assert without_conversations(change, {"c7"}) is change
