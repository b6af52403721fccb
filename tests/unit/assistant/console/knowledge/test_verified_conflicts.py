"""A page shows which of its statements a verified answer corrects or contradicts."""

from dataclasses import replace
from pathlib import Path

from assistant.answers.verified.types import (
    AnswerState,
    CorrectedStatement,
    KeptAnswer,
    VerifiedAnswer,
)
from assistant.console.knowledge.read_statements import statements_of
from assistant.console.knowledge.verified_conflicts import VerifiedConflict, find_verified_conflicts
from tests.support.seeds.verified_answers import verified, written
from tests.unit.assistant.console.knowledge.indexes import document, index

TEXT = "Umbrellas are guaranteed for 10 years.\n\nRepairs take 3 weeks."
URL = "https://x.example/en/umbrellas"
ANSWER = verified("How long?", texts={"en": "Umbrellas are guaranteed for 2 years."})
WRONG = CorrectedStatement(
    title="Umbrellas", url=URL, quote="Umbrellas are guaranteed for 10 years."
)


def conflicts(folder: Path, answer: VerifiedAnswer) -> list[VerifiedConflict]:
    contents = index(folder, document("umbrellas", TEXT))
    (page,) = contents.view().pages
    version = written(answer)
    live = version if answer.state is AnswerState.LIVE else None
    kept = [KeptAnswer(newest=version, in_force=live)]
    return list(find_verified_conflicts(page, statements_of(contents.passages(page.key)), kept))


class TestAPage:
    def test_shows_the_statement_that_an_answer_corrects(self, tmp_path: Path) -> None:
        [found] = conflicts(tmp_path, replace(ANSWER, corrects=(WRONG,)))

        assert (found.statement, found.is_silenced) == (WRONG.quote, True)
        assert found.text("en") == "Umbrellas are guaranteed for 2 years."

    def test_shows_one_that_an_answer_contradicts_without_a_word(self, tmp_path: Path) -> None:
        [found] = conflicts(tmp_path, ANSWER)

        assert (found.statement, found.is_silenced) == (WRONG.quote, False)

    def test_shows_none_of_an_answer_that_agrees_or_is_not_live(self, tmp_path: Path) -> None:
        agrees = replace(ANSWER, texts={"en": "Umbrellas are guaranteed for 10 years."})

        assert conflicts(tmp_path / "one", agrees) == []
        off = replace(ANSWER, state=AnswerState.OFF, corrects=(WRONG,))
        assert conflicts(tmp_path / "other", off) == []
