import pytest

from assistant.mind.cited_sentences import SentenceStream, joined, split


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Yes [2]. It is free [3][4].", [("Yes.", (2,)), ("It is free.", (3, 4))]),
            ("Yes. [2] It is free. [3, 4]", [("Yes.", (2,)), ("It is free.", (3, 4))]),
            ("We do [0].", [("We do.", (0,))]),
            ("Ask M. Dupont [1]. Bye!", [("Ask M. Dupont.", (1,)), ("Bye!", ())]),
            ("It costs 4.50 € [2].", [("It costs 4.50 €.", (2,))]),
            ("By 16 nov. 2026 [2]. Ok.", [("By 16 nov. 2026.", (2,)), ("Ok.", ())]),
            (
                "First [1].\n- one [2]\n- two [3]",
                [("First.", (1,)), ("- one", (2,)), ("- two", (3,))],
            ),
            ("**Free** returns [2].", [("Free returns.", (2,))]),
            ("", []),
            ("[2]", []),
        ],
    )
    def test_are_told_apart_with_their_facts(
        self, text: str, found: list[tuple[str, tuple[int, ...]]]
    ) -> None:
        assert [(one.text, one.facts) for one in split(text)] == found

    def test_are_the_same_however_they_come(self) -> None:
        text = "You have 30 days [2]. Returns cost 4 € [3][5].\nAnything else?"
        for size in range(1, 9):
            stream = SentenceStream()
            pieces = [text[at : at + size] for at in range(0, len(text), size)]
            found = [one for piece in pieces for one in stream.feed(piece)] + stream.finish()

            assert found == split(text)

    def test_keep_their_lines(self) -> None:
        assert joined(split("Two ways [1].\n- by post [2]\n- in the shop [2]")) == (
            "Two ways.\n- by post\n- in the shop"
        )
