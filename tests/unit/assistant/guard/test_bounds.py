import pytest

from assistant.guard.bounds import moves_a_bound

DAYS = "You have 30 days from delivery to return an item."
JOURS = "Vous disposez de 30 jours après la livraison pour retourner un article."


class TestASentence:
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
