"""A message is an objection to a price only if it says nothing else."""

from pathlib import Path

import pytest

from assistant.understanding.signals.price_objections import is_price_objection

SENTENCES = Path(__file__).parent / "everyday_sentences"  # a customer's message in each line
STRICT = [
    "C’est trop cher.",
    "c'est un peu cher quand même",
    "Hmm, un peu cher pour moi",
    "trop chère !",
    "Le prix est trop élevé",
    "ça dépasse mon budget",
    "Je n'ai pas les moyens, merci",
    "C'est au-dessus de notre budget",
    "je peux pas me le permettre",
    "elle est vraiment chère…",
    "Dommage, c'est hors budget.",
    "too expensive for me",
    "It’s quite pricey",
    "that's a bit steep",
    "I can't afford it",
    "Thanks, but it's out of my budget",
    "Hmm that's more than I wanted to spend",
    "sorry, too expensive",
]


@pytest.mark.parametrize("text", STRICT)
def test_says_that_it_is_too_dear_and_nothing_else(text: str) -> None:
    assert is_price_objection(text)


@pytest.mark.parametrize(
    "text",
    [
        "C'est trop cher pour une qualité pareille",
        "Trop cher, et toujours rien reçu",
        "C'est trop cher, vous êtes des voleurs",
        "c'est cher payé pour attendre trois semaines",
        "Too expensive for what it is",
        "too expensive, never again",
        "Vous êtes trop chers",
        "trop cher, vous pouvez baisser ?",
        "C'est trop cher, un code promo ?",
        "est-ce que c'est cher à renvoyer ?",
        "pas cher du tout",
        "not too expensive",
        "not too much",
        "dear team",
        "oh dear",
        "Oh dear!",
        "Dear",
        "cher service client",
        "ma chère amie",
        "trop grand",
        "trop petit pour moi",
        "c'est trop",
        "it's too small",
        "it is high quality",
        "thanks very much",
        "thank you so much",
        "thanks, that's too much trouble",
        "oui",
        "",
    ],
)
def test_is_no_objection_with_anything_else(text: str) -> None:
    assert not is_price_objection(text)


def test_are_none_of_the_everyday_messages_and_of_the_complaints() -> None:
    found = [
        one
        for name in ("allowed.txt", "barred.txt")
        for one in (SENTENCES / name).read_text("utf-8").splitlines()
    ]
    wrong = [one for one in found if is_price_objection(one)]
    assert len(found) > 250
    assert wrong == ["trop onéreux"]
