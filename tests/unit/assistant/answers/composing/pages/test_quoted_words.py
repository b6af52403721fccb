import pytest

from assistant.answers.composing.pages.quoted_words import is_quoted, words_of


@pytest.mark.parametrize(
    ("statement", "quote", "quoted"),
    [
        ("You have **30 days**.", "You have 30 days", True),
        ("You have 30 days.", "Yes. You have 30 days. Ask us.", True),
        ("You have 30 days to send it back.", "You have 30 days to", True),
        ("You have 30 days to send it back to us.", "30 days", False),
        ("You have 30 days.", "", False),
        ("", "You have 30 days.", False),
    ],
)
def test_a_statement_is_quoted_whole_or_for_its_better_part(
    statement: str, quote: str, *, quoted: bool
) -> None:
    assert is_quoted(words_of(statement), words_of(quote)) is quoted
