"""The next message of a simulated customer, from what the page has shown alone."""

from dataclasses import replace

from assistant.conversation.event_base import ReplyKind
from assistant.improvement.rehearsal.saved_scenario import MOST_MESSAGES, CustomerPart, Known
from assistant.improvement.rehearsal.seen_reply import SeenExchange
from assistant.improvement.rehearsal.simulated_customer import (
    Leaves,
    Leaving,
    Says,
    next_move,
)
from tests.unit.assistant.improvement.rehearsal.scenes import DRAW, exchange

PART = CustomerPart(opening="annulez la commande {order}", wants=("Annulation",))
FACTS = {Known.ORDER: "BM1", Known.EMAIL: "lea@example.com", Known.VERSION: "Corail"}
ASKED_WHO = exchange("Donnez-moi votre adresse e-mail, ou un numéro de commande avec elle.")
READ_BACK = exchange("Annulation de la commande BM1. Vous confirmez ?", "Oui", "Non")


def move(*talk: SeenExchange, part: CustomerPart = PART) -> str | Leaving:
    made = next_move(part, FACTS, talk, DRAW)
    return made.why if isinstance(made, Leaves) else made.meant


class TestTheCustomer:
    def test_opens_with_the_number_of_their_order(self) -> None:
        made = next_move(replace(PART, wants=()), FACTS, (), DRAW)

        assert isinstance(made, Says)
        assert "BM1" in made.messages[0]

    def test_tells_what_is_asked_for_and_known(self) -> None:
        assert move(ASKED_WHO) == "lea@example.com"

    def test_tells_the_next_thing_that_was_asked_for_if_they_do_not_know_the_first(self) -> None:
        made = next_move(PART, {Known.ORDER: "BM1"}, (ASKED_WHO,), DRAW)

        assert isinstance(made, Says)
        assert made.meant == "c'est la commande BM1"

    def test_types_the_code_of_the_last_letter(self) -> None:
        sent = exchange("Tapez ici le code à 6 chiffres.", letters=("111111", "222222"))

        assert move(sent) == "222222"

    def test_says_yes_to_a_read_back_of_what_they_want(self) -> None:
        assert move(READ_BACK) == "oui"

    def test_says_no_to_a_read_back_of_something_else(self) -> None:
        other = exchange("Retour de la commande BM1. Vous confirmez ?", "Oui", "Non")

        assert str(move(other)).startswith("non, ce n'est pas ce que je veux")

    def test_says_no_where_their_part_does_not_agree(self) -> None:
        assert move(READ_BACK, part=replace(PART, agrees=False)) == "non"

    def test_presses_the_button_that_they_know(self) -> None:
        asked = exchange("Couleur :", "Laisser tomber", "Bleu", "Corail")

        assert move(asked) == "Corail"

    def test_presses_no_button_that_ends_it(self) -> None:
        asked = exchange("Une raison ?", "Laisser tomber", "Trop long")

        assert move(asked) == "Trop long"

    def test_leaves_once_they_were_answered(self) -> None:
        assert move(exchange("C'est fait.", kind=ReplyKind.DID)) is Leaving.CONTENT

    def test_goes_on_with_the_next_thing(self) -> None:
        part = replace(PART, goes_on=("et les frais ?",))

        assert move(exchange("30 jours.", kind=ReplyKind.ANSWERED), part=part) == "et les frais ?"

    def test_leaves_when_a_person_takes_over(self) -> None:
        handed = exchange("Je passe la main.", kind=ReplyKind.HANDED_OFF)

        assert move(handed) is Leaving.HANDED_OVER

    def test_says_it_once_in_other_words_and_then_gives_up(self) -> None:
        nothing = exchange("Je ne sais pas.", kind=ReplyKind.ABSTAINED)
        again = move(nothing)
        assert again == "je veux dire : annulez la commande {order}"

        assert move(nothing, replace(nothing, told=(str(again),))) is Leaving.GAVE_UP

    def test_asks_for_a_person_then_if_they_insist(self) -> None:
        nothing = exchange("Je ne sais pas.", kind=ReplyKind.ABSTAINED)
        repeated = replace(nothing, told=("je veux dire : annulez la commande {order}",))

        said = str(move(nothing, repeated, part=replace(PART, insists=True)))

        assert "personne" in said

    def test_tells_the_same_twice_at_most(self) -> None:
        told = exchange(ASKED_WHO.seen.text, told="lea@example.com")

        assert move(told, told) == "c'est la commande BM1"

    def test_leaves_in_the_end_whatever_is_said(self) -> None:
        assert move(*[ASKED_WHO] * MOST_MESSAGES) is Leaving.TOO_LONG
