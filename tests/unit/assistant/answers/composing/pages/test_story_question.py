from dataclasses import replace

import pytest

from assistant.answers.composing.pages.statement_choice import Extracts, extract
from assistant.answers.composing.pages.story_question import confirmed
from tests.unit.assistant.answers.shop_fixture import asked, section

RETURNS = section("Retours", "Vous avez 30 jours pour changer d'avis.\n\nLe retour coûte 4 €.")
WARRANTY = section("Garantie", "La garantie dure deux ans.")


@pytest.fixture
def story() -> Extracts:
    return extract(asked("Combien de jours pour changer d'avis ?"), [RETURNS, WARRANTY])


class TestBestStatement:
    def test_is_surer_where_the_question_alone_finds_it_too(self, story: Extracts) -> None:
        best = confirmed(story, story).ranked[0]

        assert best.confidence > story.ranked[0].confidence
        assert best.statement is story.ranked[0].statement

    def test_is_somewhat_surer_where_the_question_finds_its_passage(self, story: Extracts) -> None:
        at = [one.evidence.passage.title for one in story.ranked].index("Retours", 1)
        alone = replace(story, ranked=(story.ranked[at],))
        near, same = confirmed(story, alone).ranked[0], confirmed(story, story).ranked[0]

        assert story.ranked[0].confidence < near.confidence < same.confidence

    def test_is_as_sure_as_before_where_the_question_finds_another_page(
        self, story: Extracts
    ) -> None:
        of_others = tuple(one for one in story.ranked if one.evidence.passage.title == "Garantie")
        alone = replace(story, ranked=of_others)

        assert confirmed(story, alone).ranked[0].confidence == story.ranked[0].confidence
        assert confirmed(story, replace(story, ranked=())) is story

    def test_leaves_the_others_as_they_are(self, story: Extracts) -> None:
        assert confirmed(story, story).ranked[1:] == story.ranked[1:]
