"""Everyday sentences that take goods off an order, and their neighbours that do not."""

from pathlib import Path

import pytest
import yaml

from assistant.understanding.intents.order_removals import takes_off_order

SENTENCES = yaml.safe_load((Path(__file__).parent / "order_removals.yml").read_text())


class TestAWish:
    @pytest.mark.parametrize("text", [*SENTENCES["en"]["is"], *SENTENCES["fr"]["is"]])
    def test_to_take_goods_off_an_order_is_heard(self, text: str) -> None:
        assert takes_off_order(text)

    @pytest.mark.parametrize("text", [*SENTENCES["en"]["is_not"], *SENTENCES["fr"]["is_not"]])
    def test_for_a_basket_a_whole_order_or_something_else_is_none(self, text: str) -> None:
        assert not takes_off_order(text)

    def test_has_twenty_examples_of_each_in_both_languages(self) -> None:
        for kinds in SENTENCES.values():
            assert all(len(set(one)) >= 20 for one in kinds.values())

    def test_in_a_message_that_says_more_is_left_to_the_model(self) -> None:
        assert not takes_off_order("remove the mug from my order" + " and then some" * 20)
