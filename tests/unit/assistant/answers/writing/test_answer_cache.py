from dataclasses import replace

import pytest

from assistant.answers.writing.answer_cache import AnswerCache, AskedQuestion, Scope, askable
from assistant.conversation.conversation import Conversation
from assistant.understanding.types import Entities, Entity, Understanding
from tests.unit.assistant.answers.shop_fixture import HALFWAY
from tests.unit.assistant.answers.writing.writing import CID, DRAFT, english

SCOPE = Scope(version="v1", language="en", audience="customers", voice="b", body=DRAFT.body)
ASKED = "How long do I have to return an item?"


def said(value: str) -> Entity[str]:
    return Entity(value=value, start=0, end=len(value))


def kept(text: str = ASKED, scope: Scope = SCOPE, size: int = 10) -> AnswerCache:
    cache = AnswerCache(size)
    cache.keep(scope, AskedQuestion.of(english(text)), DRAFT)
    return cache


class TestAnAnswer:
    @pytest.mark.parametrize(
        "text",
        [ASKED, "how long have I got to return an item", "What time do I have to return it?"],
    )
    def test_is_found_for_the_same_question_in_other_words(self, text: str) -> None:
        assert kept().find(SCOPE, AskedQuestion.of(english(text))) is DRAFT

    @pytest.mark.parametrize(
        "text",
        [
            "Do I have 30 days to return an item?",  # a number
            "How long do I not have to return an item?",  # a denial
            "How long do I have to return an item from France?",  # a word of the evidence
            "Is it free to return an item?",
        ],
    )
    def test_is_not_found_for_another_one(self, text: str) -> None:
        assert kept().find(SCOPE, AskedQuestion.of(english(text))) is None

    def test_is_not_found_for_one_that_means_something_else(self) -> None:
        far = replace(english(), vector=HALFWAY)

        assert kept().find(SCOPE, AskedQuestion.of(far)) is None

    def test_is_not_found_for_another_product(self) -> None:
        other = replace(english(), products=("boots",))

        assert kept().find(SCOPE, AskedQuestion.of(other)) is None

    @pytest.mark.parametrize("name", ["version", "language", "audience", "voice", "body"])
    def test_holds_for_its_scope_only(self, name: str) -> None:
        other = replace(SCOPE, **{name: "other"})

        assert kept().find(other, AskedQuestion.of(english())) is None

    def test_not_used_for_longest_is_forgotten(self) -> None:
        cache = AnswerCache(2)
        scopes = [replace(SCOPE, version=str(n)) for n in range(3)]
        asked = AskedQuestion.of(english())
        cache.keep(scopes[0], asked, DRAFT)
        cache.keep(scopes[1], asked, DRAFT)
        cache.find(scopes[0], asked)
        cache.keep(scopes[2], asked, DRAFT)

        assert [cache.find(one, asked) is DRAFT for one in scopes] == [True, False, True]

    def test_is_not_kept_where_nothing_is(self) -> None:
        assert kept(size=0).find(SCOPE, AskedQuestion.of(english())) is None


class TestWhatIsPersonal:
    @pytest.mark.parametrize(
        "entities",
        [
            Entities(orders=(said("BM1"),)),
            Entities(emails=(said("a@b.example"),)),
            Entities(postcodes=(said("29200"),)),
        ],
    )
    def test_is_never_asked_of_it(self, entities: Entities) -> None:
        assert not self.may(replace(english(), entities=entities))

    def test_includes_what_leans_on_what_was_said(self) -> None:
        assert not self.may(replace(english(), follow_up=True))

    def test_is_no_plain_question(self) -> None:
        assert self.may(english())

    @staticmethod
    def may(understanding: Understanding) -> bool:
        return askable(Conversation(conversation_id=CID), understanding)
