from dataclasses import replace

import pytest

from assistant.answers.composing.pages.pages_before import GOES_ON, MOST_WORDS, SURE, PagesBefore
from assistant.answers.composing.pages.statement_choice import Extract, Extracts, extract
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Understanding
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import asked, section

SAID = "Le retour est remboursé sous 7 jours."
FURTHER = "Les frais de livraison sont remboursés aussi."
RETURNS = section("Retours", f"- {SAID}\n- {FURTHER}\n")
SHIPPING = section("Livraison", "La livraison coûte 5,90 €.")
QUESTION = "Quand serai-je remboursé ?"


async def understand(text: str, *, language: Language | None) -> Understanding:
    return asked(text, language=language or "fr")


def before() -> PagesBefore:
    passage = RETURNS.passage
    said = Source(title="Retours", url=passage.url, quote=SAID, language="fr", score=0.9)
    return PagesBefore(question=QUESTION, sources=(said,), understand=understand)


def read(*found: Evidence, sureness: dict[str, float]) -> Extracts:
    """Return the statements of `found` as the reader rated them, surest first."""
    extracts = extract(asked("Les frais aussi ?"), found)
    ranked = [replace(one, sureness=sureness.get(text_of(one), 0.0)) for one in extracts.ranked]
    return replace(extracts, ranked=tuple(sorted(ranked, key=lambda one: -one.confidence)))


def text_of(one: Extract) -> str:
    return one.reading.units[one.statement.first].text


class TestSurer:
    def test_goes_on_with_the_page_that_answered_before(self) -> None:
        alone = read(SHIPPING, sureness={text_of(read(SHIPPING, sureness={}).ranked[0]): 0.65})
        together = read(RETURNS, sureness={FURTHER: 0.8})

        assert text_of(before().surer(alone, together).ranked[0]) == FURTHER

    def test_does_not_say_again_what_was_said(self) -> None:
        alone, together = read(SHIPPING, sureness={}), read(RETURNS, sureness={SAID: 0.9})

        assert before().surer(alone, together) is alone

    def test_leaves_other_pages_to_the_message_alone(self) -> None:
        alone = read(RETURNS, sureness={})
        together = read(SHIPPING, sureness={text_of(read(SHIPPING, sureness={}).ranked[0]): 0.9})

        assert before().surer(alone, together) is alone

    @pytest.mark.parametrize(("of_alone", "of_both"), [(0.8, 0.7), (0.0, GOES_ON - 0.01)])
    def test_keeps_a_message_that_is_surer_alone(self, of_alone: float, of_both: float) -> None:
        shipping = text_of(read(SHIPPING, sureness={}).ranked[0])
        alone = read(SHIPPING, sureness={shipping: of_alone})

        assert before().surer(alone, read(RETURNS, sureness={FURTHER: of_both})) is alone


class TestMayGoOn:
    def test_lets_a_short_message_lean_on_the_question_before(self) -> None:
        assert before().may_go_on(asked("les frais aussi ?"), read(SHIPPING, sureness={}))

    def test_lets_a_long_message_stand_alone(self) -> None:
        said = " ".join(["mot"] * (MOST_WORDS + 1))

        assert not before().may_go_on(asked(said), read(SHIPPING, sureness={}))

    def test_lets_a_message_that_is_surely_answered_stand_alone(self) -> None:
        shipping = text_of(read(SHIPPING, sureness={}).ranked[0])

        assert not before().may_go_on(
            asked("la livraison ?"), read(SHIPPING, sureness={shipping: SURE})
        )


class TestTogether:
    async def test_puts_the_message_behind_the_question_before(self) -> None:
        both = await before().together(asked("les frais aussi ?"))

        assert both.text == "Quand serai-je remboursé les frais aussi ?"
        assert both.message == "les frais aussi ?"

    async def test_takes_a_follow_up_as_it_was_merged(self) -> None:
        merged = asked("quand serai-je remboursé en magasin", follow_up=True)

        assert await before().together(merged) is merged
