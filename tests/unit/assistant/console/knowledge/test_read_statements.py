from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.console.knowledge.answered_questions import AnsweredQuestion
from assistant.console.knowledge.read_statements import StatedPart, statements_of, with_questions
from assistant.conversation.ids import ConversationId
from tests.unit.assistant.console.knowledge.indexes import document, index
from tests.unit.assistant.console.knowledge.ledgers import NOON

TEXT = """
## How long

You have **30 days**.

- Bring it to the shop.
- Or post it.

## Fees

| Country | Fee |
|---|---|
| France | free |
"""


class TestAPage:
    def test_states_sentences_items_and_rows_below_their_headings(self, tmp_path: Path) -> None:
        contents = index(tmp_path, document("returns", TEXT))
        (page,) = contents.view().pages

        first, second = statements_of(contents.passages(page.key))

        assert first.heading == "How long"
        said = [[one.text for one in part.statements] for part in (first, second)]
        assert said[0] == ["You have 30 days.", "Bring it to the shop.", "Or post it."]
        assert (second.heading, said[1]) == ("Fees", ["Country: France · Fee: free"])


def asked(text: str, *quotes: str) -> AnsweredQuestion:
    return AnsweredQuestion(
        text=text,
        conversation_id=ConversationId("c"),
        at=NOON,
        times=1,
        helpful=0,
        unhelpful=0,
        quotes=frozenset(quotes),
    )


class TestAStatement:
    @pytest.fixture
    def parts(self, tmp_path: Path) -> Sequence[StatedPart]:
        contents = index(tmp_path, document("returns", TEXT))
        (page,) = contents.view().pages
        return statements_of(contents.passages(page.key))

    def test_has_the_questions_that_quote_it(self, parts: Sequence[StatedPart]) -> None:
        days = asked("How long?", "You have **30 days**.")
        fee = asked("What does it cost?", "| France | free |")
        both = asked("How do I return it?", "- Bring it to the shop.\n- Or post it.")

        made, others = with_questions(parts, [days, fee, both])

        assert {
            one.text: [question.text for question in one.questions]
            for part in made
            for one in part.statements
        } == {
            "You have 30 days.": ["How long?"],
            "Bring it to the shop.": ["How do I return it?"],
            "Or post it.": ["How do I return it?"],
            "Country: France · Fee: free": ["What does it cost?"],
        }
        assert others == []

    def test_of_an_answer_without_a_quote_or_of_changed_words_is_not_told(
        self, parts: Sequence[StatedPart]
    ) -> None:
        older = asked("How long?")
        changed = asked("And now?", "You have 14 days.")
        little = asked("Days?", "days")

        made, others = with_questions(parts, [older, changed, little])

        assert others == [older, changed, little]
        assert all(not one.questions for part in made for one in part.statements)
