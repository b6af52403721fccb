"""A message gets the verified answer whose way of asking it shares, in vector and in words."""

from dataclasses import replace

import pytest

from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.conversation.message import Language
from assistant.understanding.types import Entities, Entity
from retrieval.catalogue.vocabulary import Vocabulary
from tests.support.seeds.verified_answers import known, verified
from tests.unit.assistant.answers.shop_fixture import (
    BOOTS,
    HALFWAY,
    QUESTION_VECTOR,
    asked,
    direction,
)

SHOP = Vocabulary(titles=((BOOTS.product_id, BOOTS.title),))


def takes(way: str, message: str, *, language: Language = "en", near: bool = True) -> bool:
    """Return whether a message gets the answer to `way`; `near`: their vectors are one."""
    answers = known(QUESTION_VECTOR if near else HALFWAY, verified(way, language=language))
    found = answers.find(asked(message, language=language), SHOP)
    return found is not None and found.way.text == way


class TestAMessage:
    @pytest.mark.parametrize(
        ("way", "message"),
        [
            ("Do you have a student discount?", "any student discount?"),
            ("Is shipping free?", "is delivery free"),
            ("When is my card charged?", "when do you charge my card"),
            ("Can I return a gift?", "can a gift be returned"),
        ],
    )
    async def test_that_asks_the_same_in_other_words_gets_it(self, way: str, message: str) -> None:
        assert takes(way, message)

    @pytest.mark.parametrize(
        ("way", "message"),
        [
            ("Can I return an item?", "can I return a gift?"),
            ("Can I return a gift?", "can I return an item?"),
            ("How long do refunds take?", "how are refunds paid?"),
            ("How much is delivery?", "how long is delivery?"),
            ("Do you deliver to Belgium?", "do you deliver to Spain?"),
            ("Can I pay in 3 instalments?", "can I pay in 10 instalments?"),
            ("Which cards do you accept?", "why was my card not accepted?"),
            ("Do you have a shop?", "where is your shop?"),
        ],
    )
    async def test_about_another_thing_does_not_however_near(self, way: str, message: str) -> None:
        assert not takes(way, message)

    async def test_in_the_very_words_gets_it_whatever_its_vector(self) -> None:
        assert takes("Et pour un cadeau ?", "et pour un CADEAU", language="fr", near=False)

    async def test_with_another_vector_does_not_get_it(self) -> None:
        assert not takes("Is shipping free?", "is delivery free", near=False)

    async def test_that_leans_on_the_one_before_gets_it_in_the_very_words_alone(self) -> None:
        answers = known(QUESTION_VECTOR, verified("Is shipping free?", language="en"))

        follow_up = asked("is delivery free", language="en", follow_up=True)

        assert answers.find(follow_up, SHOP) is None
        assert answers.find(replace(follow_up, message="is shipping free"), SHOP) is not None

    async def test_without_any_answer_gets_none(self) -> None:
        assert NO_ANSWERS.find(asked("Is shipping free?", language="en"), SHOP) is None


class TestAStranger:
    @pytest.mark.parametrize(("cosine", "taken"), [(0.95, 0), (0.97, 1)])
    async def test_among_the_words_wants_a_nearer_vector(self, cosine: float, taken: int) -> None:
        near = direction(cosine, (1 - cosine**2) ** 0.5)
        answers = known(near, verified("Faut-il être majeur pour commander ?"))

        found = answers.find(asked("faut-il être majeur pour commander de la bière ?"), SHOP)

        assert (found is not None) == taken


class TestAMessageAboutAProduct:
    async def test_gets_no_general_answer(self) -> None:
        general = known(QUESTION_VECTOR, verified("Is it waterproof?", language="en"))
        named = asked("is it waterproof?", language="en", products=(BOOTS.product_id,))

        assert general.find(named, SHOP) is None

    async def test_gets_the_answer_whose_way_of_asking_names_it(self) -> None:
        way = f"{BOOTS.title} : étanche ?"
        about = known(QUESTION_VECTOR, verified(way))

        assert about.find(asked(way, products=(BOOTS.product_id,)), SHOP) is not None


class TestAMessageAboutAnOrder:
    @pytest.mark.parametrize("message", ["when will my order arrive?", "where's my parcel W12345"])
    async def test_gets_no_general_answer(self, message: str) -> None:
        general = known(QUESTION_VECTOR, verified("When will it arrive?", language="en"))

        assert general.find(asked(message, language="en"), SHOP) is None

    async def test_gets_the_answer_whose_way_speaks_of_one(self) -> None:
        way = "When will my order arrive?"
        about = known(QUESTION_VECTOR, verified(way, language="en"))
        numbered = Entities(orders=(Entity(value="W12345", start=0, end=6),))

        message = replace(asked(way, language="en"), entities=numbered)

        assert about.find(message, SHOP) is not None


class TestTheAnswers:
    async def test_may_be_many_and_the_nearest_that_agrees_is_chosen(self) -> None:
        gift = verified("Can I return a gift?", language="en", answer_id="gift")
        item = verified("Can I send it back?", language="en", answer_id="item")
        answers = KnownAnswers(
            (item, gift),
            {gift.ways[0].text: HALFWAY, item.ways[0].text: QUESTION_VECTOR},
        )

        found = answers.find(
            replace(asked("may a gift be returned", language="en"), vector=HALFWAY), SHOP
        )

        assert found is not None
        assert found.answer is gift
