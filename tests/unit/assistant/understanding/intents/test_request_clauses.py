from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.intents.request_clauses import MAX_REQUESTS, split_requests


class TestAMessageWithSeveralRequests:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            (
                "cancel #W1 and change the address of #W2 to 3 Oak Street",
                ["cancel #W1", "change the address of #W2 to 3 Oak Street"],
            ),
            (
                "Je veux renvoyer le pull et échanger le pantalon contre un M",
                ["Je veux renvoyer le pull", "échanger le pantalon contre un M"],
            ),
            (
                "Where is my order? And can I cancel the other one?",
                ["Where is my order?", "can I cancel the other one?"],
            ),
            (
                "annule la 10423, puis change l'adresse de la 10424",
                ["annule la 10423", "change l'adresse de la 10424"],
            ),
            (
                "Cancel #1042 because I do not need it. For #1043, change the address to 3 Oak St",
                [
                    "Cancel #1042 because I do not need it",
                    "For #1043, change the address to 3 Oak St",
                ],
            ),
        ],
    )
    def test_is_split_where_each_begins(self, text: str, parts: list[str]) -> None:
        assert [clause.text for clause in split_requests(text)] == parts

    @pytest.mark.parametrize(
        "text",
        [
            "I want to return the shirt and the mug",
            "je voudrais renvoyer la lampe, le tapis et la chaise",
            "hello, I want to return it",
            "annule la 10423 et la 10424",
            "what is your return policy",
            "merci et bonne journée",
            "",
        ],
    )
    def test_is_not_split_where_it_lists_things(self, text: str) -> None:
        assert split_requests(text) == ()

    @given(st.text(alphabet="cancel return,.;! etand annuler", max_size=200) | st.text())
    def test_gives_clauses_in_order_within_the_text(self, text: str) -> None:
        clauses = split_requests(text)

        assert len(clauses) != 1
        assert len(clauses) <= MAX_REQUESTS
        assert all(text[c.start : c.end] == c.text for c in clauses)
        assert all(a.end <= b.start for a, b in pairwise(clauses))
