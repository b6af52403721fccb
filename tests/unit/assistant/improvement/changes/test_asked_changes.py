"""A program's proposal is made once, and says nothing of a customer."""

import pytest

from assistant.improvement.changes.asked_changes import (
    QuietProposalError,
    UnknownSubjectError,
    ask_for_answer,
    ask_for_level,
    ask_for_settings,
)
from assistant.improvement.changes.change_moves import reject
from assistant.improvement.changes.change_set import ChangeSet, ChangeStake
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Level,
    decode_table,
    load_table,
)
from tests.support.seeds.change_seeds import NOON, change_set


def ask(question: str, *known: ChangeSet, answer: str = "Yes.") -> ChangeSet:
    return ask_for_answer(
        question=question,
        answer=answer,
        language="en",
        why="Ann (ann.lee@mail.example) asked.",
        by="mara",
        known=known,
        now=NOON,
    )


def level(level: Level, *known: ChangeSet, name: str = "cancel_order") -> ChangeSet:
    table = load_table()
    return ask_for_level(
        name=name, level=level, table=table, why="", by="mara", known=known, now=NOON
    )


class TestAnAnswer:
    def test_has_the_question_without_personal_data(self) -> None:
        made = ask("Can you call me on +33 6 12 34 56 78?")

        [way] = decode_answer(made.change.content).ways
        assert way.text == "Can you call me on [phone]?"
        assert "mail.example" not in made.steps[0].note
        assert made.steps[0].by == "mara"

    def test_has_the_answer_without_personal_data(self) -> None:
        made = ask("Who packs gifts?", answer="Write to ann.lee@mail.example.")

        assert decode_answer(made.change.content).texts == {"en": "Write to [email]."}

    def test_of_a_question_that_is_proposed_already_is_that_proposal(self) -> None:
        known = change_set()

        assert ask("is there a PARKING at the shop", known) is known

    def test_asked_for_twice_has_one_id(self) -> None:
        assert ask("Gift wrap?").change_id == ask("Gift wrap?").change_id
        assert ask("Gift wrap?").change_id != ask("Gift wrap?", answer="No.").change_id


class TestALevel:
    def test_changes_one_row_of_the_table_in_force(self) -> None:
        made = level(Level.HUMAN_ONLY)

        table = decode_table(made.change.content)
        assert table.operations["cancel_order"].level is Level.HUMAN_ONLY
        assert table.topics == load_table().topics
        assert decode_table(made.before) == load_table()
        assert made.stake is ChangeStake.PLAIN  # it only leaves more to people

    def test_that_is_proposed_already_is_that_proposal(self) -> None:
        known = level(Level.HUMAN_ONLY)

        assert level(Level.HUMAN_ONLY, known) is known

    def test_that_people_rejected_stays_rejected_when_other_rows_change(self) -> None:
        rejected = reject(level(Level.HUMAN_ONLY), by="zoé", at=NOON, reason="Not yet.")
        rows = load_table().model_dump(mode="json")
        rows["topics"] = {}
        moved = AutonomyTable.model_validate(rows)

        with pytest.raises(QuietProposalError):
            ask_for_level(
                name="cancel_order",
                level=Level.HUMAN_ONLY,
                table=moved,
                why="",
                by="mara",
                known=[rejected],
                now=NOON,
            )

    def test_of_no_row_or_the_same_is_refused(self) -> None:
        same = load_table().operations["cancel_order"].level

        with pytest.raises(UnknownSubjectError):
            level(Level.SUGGEST, name="make_coffee")
        with pytest.raises(UnknownSubjectError):
            level(same)


class TestSettings:
    def test_that_are_proposed_with_others_are_that_proposal(self) -> None:
        both = settings({"policy.min_confidence": "0.4", "patience.enabled": "false"})

        assert settings({"patience.enabled": "false"}, both) is both
        assert settings({"patience.enabled": "true"}, both) is not both

    def test_one_of_which_people_rejected_are_refused(self) -> None:
        rejected = reject(
            settings({"patience.enabled": "false"}), by="zoé", at=NOON, reason="We like it."
        )

        with pytest.raises(QuietProposalError):
            settings({"policy.min_confidence": "0.4", "patience.enabled": "false"}, rejected)
        assert settings({"policy.min_confidence": "0.4"}, rejected).is_open


def settings(values: dict[str, str], *known: ChangeSet) -> ChangeSet:
    return ask_for_settings(values, {}, why="", by="mara", known=known, now=NOON)
