import pytest

from assistant.answers.guard.bounds import loses_a_bound, moves_a_bound, speaks_for_all
from assistant.answers.guard.sentence_judge import DroppedSentence, KeptSentence, Sentence, judge
from tests.unit.assistant.answers.guard.belongings import (
    FOR_SOME,
    FOR_THEM,
    POUR_CERTAINS,
    POUR_EUX,
)
from tests.unit.assistant.answers.guard.bounded import GARDEES, KEPT, LOST, PERDUES
from tests.unit.assistant.answers.guard.judging import basis, ground

DAYS = "You have 30 days from delivery to return an item."
JOURS = "Vous disposez de 30 jours après la livraison pour retourner un article."


class TestATime:
    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ("You have 30 days from the order to return it.", DAYS),
            ("You can return it within 30 days of your purchase.", DAYS),
            ("You can return it after 30 days from delivery.", DAYS),
            ("Vous avez 30 jours après la commande.", JOURS),
            ("Vous avez 30 jours à compter de l'achat.", JOURS),
            ("Vous pouvez le retourner au bout de 30 jours.", JOURS),
            ("Refunds are made within 14 days of delivery.", "Refunds are made within 14 days."),
        ],
    )
    def test_that_moves_a_bound_is_seen(self, said: str, stands: str) -> None:
        assert moves_a_bound(said, stands)

    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ("You have 30 days after you receive it.", DAYS),
            ("Returns are taken for 30 days after delivery.", DAYS),
            ("Vous avez 30 jours après réception.", JOURS),
            ("Vous avez 30 jours après la livraison.", JOURS),
            ("Returns are free from mainland France.", "Returns are free from mainland France."),
            ("Orders of 3 pieces are sent together.", "Orders of 3 pieces are sent together."),
        ],
    )
    def test_that_keeps_it_is_not(self, said: str, stands: str) -> None:
        assert not moves_a_bound(said, stands)


HEADER = "| Country | Price | Free from |"
ROW = "| Spain | 9.50 € | 140 € |"
BASKET = "| Basket | Price |"


class TestABound:
    @pytest.mark.parametrize(("said", "stands"), [*LOST, *PERDUES])
    def test_that_is_lost_is_seen(self, said: str, stands: str) -> None:
        assert loses_a_bound(said, stands)

    @pytest.mark.parametrize(("said", "stands"), [*KEPT, *GARDEES])
    def test_that_is_kept_or_of_something_else_is_not(self, said: str, stands: str) -> None:
        assert not loses_a_bound(said, stands)

    def test_may_be_in_another_language(self) -> None:
        assert loses_a_bound("Delivery is free.", "Livraison offerte dès 60 €.")
        assert not loses_a_bound("Delivery is free from 60 €.", "Livraison offerte dès 60 €.")


class TestABoundOfATable:
    def test_stands_in_its_header(self) -> None:
        assert loses_a_bound("Delivery to Spain is free.", f"{HEADER}\n{ROW}")
        assert not loses_a_bound("Delivery to Spain is free from 140 €.", f"{HEADER}\n{ROW}")
        assert not loses_a_bound("Delivery to Spain costs 9.50 €.", f"{HEADER}\n{ROW}")

    def test_that_has_no_value_is_never_met(self) -> None:
        assert loses_a_bound("Delivery to Japan is free.", f"{HEADER}\n| Japan | 30 € | — |")

    def test_holds_for_its_row(self) -> None:
        row = f"{BASKET}\n| over 70 € | free |"

        assert loses_a_bound("Delivery is free.", row)
        assert not loses_a_bound("Delivery is free over 70 €.", row)
        assert loses_a_bound("Delivery costs 6 €.", f"{BASKET}\n| under 70 € | 6 € |")


class TestABoundAbove:
    def test_holds_for_the_items_of_a_list(self) -> None:
        stated = "From 3 items you have:\nfree wrapping"

        assert loses_a_bound("Wrapping is free.", stated)
        assert not loses_a_bound("Wrapping is free from 3 items.", stated)

    def test_may_be_in_a_heading(self) -> None:
        above = "Delivery\nOrders over 60 €"

        assert loses_a_bound("Delivery is free.", "Delivery is free in Spain.", above=above)
        assert not loses_a_bound("Over 60 € it is free.", "Delivery is free.", above=above)

    def test_is_not_taken_off_by_a_heading_without_it(self) -> None:
        stated = "Delivery is free from 60 €."

        assert loses_a_bound("Delivery is free.", stated, above="Free delivery")

    def test_of_something_else_does_not_hold(self) -> None:
        above = "Free delivery from 60 €"

        assert not loses_a_bound("Returns are free.", "Returns are free.", above=above)


class TestTheGuard:
    @pytest.mark.parametrize(
        ("said", "page"),
        [
            ("Delivery is free.", "Free delivery from 60 EUR."),
            ("Delivery is free in 3 days.", "Free delivery from 60 EUR, in 3 days."),
        ],
    )
    def test_drops_what_lost_its_bound(self, said: str, page: str) -> None:
        assert judge(Sentence(text=said), basis(ground(page))) == DroppedSentence("bound")

    def test_keeps_what_has_it(self) -> None:
        page = basis(ground("Free delivery from 60 EUR."))

        assert isinstance(judge(Sentence(text="Delivery is free from 60 €."), page), KeptSentence)


class TestAClaimForSome:
    @pytest.mark.parametrize(("said", "stands"), [*FOR_SOME, *POUR_CERTAINS])
    def test_is_not_made_for_everybody(self, said: str, stands: str) -> None:
        assert speaks_for_all(said, stands)

    @pytest.mark.parametrize(("said", "stands"), [*FOR_THEM, *POUR_EUX, *KEPT, *GARDEES])
    def test_is_made_for_them(self, said: str, stands: str) -> None:
        assert not speaks_for_all(said, stands)

    def test_may_have_them_in_its_heading(self) -> None:
        stated = "Members get free delivery."

        assert not speaks_for_all("Members have free delivery.", stated)
        assert speaks_for_all("Delivery is free.", stated)
        assert not speaks_for_all("Delivery is free.", stated, above="Membership")

    def test_is_not_made_for_everybody_in_another_language(self) -> None:
        page = ground("Les membres ont la livraison offerte.", language="fr")

        judged = judge(Sentence(text="Your delivery is free."), basis(page), likeness=0.95)

        assert judged == DroppedSentence("for_some")
