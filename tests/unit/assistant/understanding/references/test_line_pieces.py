"""How many pieces of an order line words mean."""

from dataclasses import replace

import pytest

from assistant.understanding.references.line_pieces import said_pieces
from tests.support.seeds import shop_records as given

MIXED = replace(given.PENDING, lines=(given.shirt("l1"), given.socks("l2", quantity=3)))
ALONE = replace(given.PENDING, lines=(given.socks("l2"),))


class TestThePieces:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("I want to send back one of the two pairs of socks", 1),
            ("je veux renvoyer une des deux Sein Socks", 1),
            ("un seul des trois socks en M", 1),
            ("just the one sock", 1),
            ("the Sein Socks, just one of them", 1),
            ("two of the socks", 2),
            ("I bought two socks and would like to send one back", 1),
            ("j'ai commandé deux Sein Socks, je veux en renvoyer une", 1),
            ("can I return one and keep the other of the Sein Socks?", 1),
            ("deux des socks", 2),
            ("2 socks and the shirt", 2),
            ("both socks", 2),
            ("les deux socks", 2),
            ("I keep one of the socks and send the rest back", 2),
            ("all three socks", 3),
            ("les trois socks", 3),
            ("everything", 3),
            ("5 socks", 5),
        ],
    )
    def test_are_those_that_words_count(self, text: str, pieces: int) -> None:
        assert said_pieces(text, MIXED.lines[1], MIXED, asked=False) == pieces

    @pytest.mark.parametrize(
        "text", ["the socks", "un socks", "the shirt", "I'd like to return my order #1001"]
    )
    def test_are_left_open_without_a_count(self, text: str) -> None:
        assert said_pieces(text, MIXED.lines[1], MIXED, asked=False) is None

    @pytest.mark.parametrize(
        ("text", "pieces"), [("1", 1), ("une seule", 1), ("two", 2), ("Tous", 2), ("les deux", 2)]
    )
    def test_are_a_number_alone_where_they_were_asked_for(self, text: str, pieces: int) -> None:
        assert said_pieces(text, ALONE.lines[0], ALONE, asked=True) == pieces
