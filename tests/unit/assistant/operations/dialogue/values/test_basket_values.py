import pytest

from assistant.conversation.basket import BasketLine
from assistant.conversation.events import BasketChanged
from assistant.operations.dialogue.values.basket_values import before_target, beside_titles
from assistant.understanding.references.chosen_items import wanted_pieces
from tests.unit.assistant.operations.dialogue.talking import CID, Talk, heard


def talk_with(**pieces: int) -> Talk:
    """Return a talk with so many shirts of each size in the basket, the last one put in last."""
    talk = Talk()
    lines = tuple(
        BasketLine(product_id="shirt", variant_id=f"shirt-{size}", pieces=count)
        for size, count in pieces.items()
    )
    talk.fold(BasketChanged(conversation_id=CID, at=talk.clock.now(), lines=lines))
    return talk


def held(talk: Talk) -> dict[str, int]:
    """Return how many shirts of each size are in the basket."""
    lines = talk.conversation.dealings.basket.lines
    return {one.variant_id.removeprefix("shirt-"): one.pieces for one in lines}


class TestALineOfSeveral:
    @pytest.mark.parametrize(
        ("text", "after"),
        [
            ("change the S to medium", {"m": 3}),
            ("change the last one to M", {"m": 3}),
            ("change it to M", {"m": 3}),
            ("remplace la S par une M", {"m": 3}),
            ("change the first one to S", {"s": 3}),
            ("the M in size XS please", {"s": 1, "xs": 2}),
            ("remove the first one", {"s": 1}),
            ("enlève la M", {"s": 1}),
            ("make it 3", {"m": 2, "s": 3}),
            ("tout enlever", {}),
            ("enlève la S tout de suite", {"m": 2}),
        ],
    )
    async def test_is_the_one_whose_place_name_or_version_is_said(
        self, text: str, after: dict[str, int]
    ) -> None:
        talk = talk_with(m=2, s=1)

        await talk.say(heard(text, "change_basket"))

        assert held(talk) == after

    @pytest.mark.parametrize("text", ["non, plutôt en M", "no, the M rather", "non pardon, la M"])
    async def test_is_the_last_one_where_a_version_is_corrected(self, text: str) -> None:
        talk = talk_with(m=2, s=1)

        await talk.say(heard(text, "change_basket", corrects=True))

        assert held(talk) == {"m": 3}

    async def test_is_asked_for_and_what_was_wished_of_it_is_kept(self) -> None:
        version, number = talk_with(m=2, s=1), talk_with(m=2, s=1)

        assert await version.say(heard("change the shirt to size XS", "change_basket"))
        await version.say(heard("the S"))
        assert await number.say(heard("3 of the shirt, please", "change_basket"))
        await number.say(heard("the S"))

        assert held(version) == {"m": 2, "xs": 1}
        assert held(number) == {"m": 2, "s": 3}


class TestTheOnlyLine:
    async def test_is_not_meant_where_another_kind_of_thing_is_named(self) -> None:
        talk = talk_with(m=1)

        said = await talk.say(heard("remove the boots", "change_basket"))

        assert said
        assert held(talk) == {"m": 1}

    @pytest.mark.parametrize("text", ["remove the shirt", "remove it", "je n'en veux plus, retire"])
    async def test_is_meant_by_any_other_words(self, text: str) -> None:
        talk = talk_with(m=1)

        await talk.say(heard(text, "change_basket"))

        assert held(talk) == {}


class TestBeforeTarget:
    @pytest.mark.parametrize(
        ("text", "before"),
        [
            ("change the last one to navy", "change the last one "),
            ("échange le bleu contre le rouge", "échange le bleu "),
            ("non, plutôt la L", "non, plutôt la L"),
        ],
    )
    def test_leaves_out_the_version_that_is_wanted(self, text: str, before: str) -> None:
        assert before_target(text) == before


class TestBesideTitles:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("add the Abri two-person tent", None),
            ("add 2 Abri Two-Person Tents please", 2),
            ("the two person tent, twice", None),
        ],
    )
    def test_leaves_no_number_of_a_title_to_be_counted(self, text: str, pieces: int | None) -> None:
        words = beside_titles(text, ["Abri Two-Person Tent"])

        assert wanted_pieces(words, changes=False, now=None) == pieces
