"""Courtesies around the question of a message."""

import pytest

from assistant.understanding.searches.courtesies import without_courtesies
from assistant.understanding.types import Intent


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("vous livrez en Belgique ? Merci d'avance", "vous livrez en Belgique ?"),
        ("vous livrez en Belgique merci d'avance pour votre aide", "vous livrez en Belgique"),
        ("où est mon colis ? Merci d'avance, Hugo", "où est mon colis ?"),
        ("vous livrez en Belgique\nmerci", "vous livrez en Belgique"),
        ("vous livrez en Belgique merci davance", "vous livrez en Belgique"),
        ("Bonjour à toute l'équipe, où est mon colis ? Cordialement\nClaire", "où est mon colis ?"),
        ("Merci, et la Suisse ? Bonne soirée à vous", "et la Suisse ?"),
        ("Hi team, do you gift wrap? Many thanks and have a nice day", "do you gift wrap?"),
        ("do you gift wrap?\nLooking forward to your reply, best wishes", "do you gift wrap?"),
    ],
)
def test_around_a_question_are_taken_off(message: str, asked: str) -> None:
    found = without_courtesies(message)

    assert (found.text, found.intent) == (asked, None)


@pytest.mark.parametrize(
    "message",
    [
        "une carte qui dit merci",
        "a card that says thank you",
        "Hello Kitty mugs?",
        "merci pour le remboursement",
        "merci de me rembourser",
        "thanks for the return label, where do I stick it?",
        "vous avez la bougie Bonne journée ?",
        "une idée pour dire merci à la maîtresse",
    ],
)
def test_within_a_sentence_stay(message: str) -> None:
    assert without_courtesies(message).text == message


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("Merci d'avance", Intent.THANKS),
        ("Je vous remercie par avance pour votre réponse.", Intent.THANKS),
        ("thanks in advance for your help", Intent.THANKS),
        ("Thanks for being so quick and kind", Intent.THANKS),
        ("Bien cordialement, Claire", Intent.GOODBYE),
        ("Dans l'attente de votre réponse, bien à vous", Intent.GOODBYE),
        ("Yours sincerely", Intent.GOODBYE),
        ("Bonjour", None),
        ("Merci, Paris", None),
    ],
)
def test_alone_are_a_whole_message(message: str, intent: Intent | None) -> None:
    found = without_courtesies(message)

    assert (found.text, found.intent) == (message, intent)
