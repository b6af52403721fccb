"""Words after which no offer is made."""

from pathlib import Path

import pytest

from assistant.understanding.signals.offer_objections import OfferObjection, objections_in

PRICE, DISCOUNT, COMPLAINT, STATEMENT = OfferObjection
SENTENCES = Path(__file__).parent / "offer_sentences"  # a customer's message in each line


def sentences(name: str) -> list[str]:
    return (SENTENCES / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("C’est trop cher.", PRICE),
        ("c'est un peu cher quand même", PRICE),
        ("Vous êtes chers", PRICE),
        ("j'ai vu moins cher ailleurs", PRICE),
        ("Hors de prix !", PRICE),
        ("Je n'ai pas les moyens", PRICE),
        ("ça dépasse mon budget", PRICE),
        ("too expensive for me", PRICE),
        ("It’s quite pricey", PRICE),
        ("I can't afford it", PRICE),
        ("I've seen it cheaper elsewhere", PRICE),
        ("that's a lot of money", PRICE),
        ("Vous avez un code promo ?", DISCOUNT),
        ("une petite réduction ?", DISCOUNT),
        ("Un geste commercial serait bienvenu", DISCOUNT),
        ("do you have a discount code", DISCOUNT),
        ("any vouchers?", DISCOUNT),
        ("can you do a better price", DISCOUNT),
        ("C'est inadmissible", COMPLAINT),
        ("je suis très déçue", COMPLAINT),
        ("Remboursez-moi", COMPLAINT),
        ("mon avocat vous écrira", COMPLAINT),
        ("the mug arrived broken", COMPLAINT),
        ("This is unacceptable", COMPLAINT),
        ("I want to make a complaint", COMPLAINT),
        ("I'm fed up", COMPLAINT),
        ("120 euros pour un tee-shirt, vous êtes sérieux ?", PRICE),
        ("Chez Zalando elle est à 60", PRICE),
        ("is it really worth that much?", PRICE),
        ("personne ne répond", COMPLAINT),
        ("third time I'm writing", COMPLAINT),
        ("Je n'ai toujours pas reçu mon colis", STATEMENT),
        ("Où est-il ? Vous m'aviez promis lundi.", STATEMENT),
        ("je ne mettrai pas autant dans un pull", STATEMENT),
        ("votre site bugge tout le temps", STATEMENT),
        ("you keep sending me round in circles", STATEMENT),
        ("I expected better", STATEMENT),
    ],
)
def test_are_found_in_both_languages(text: str, kind: OfferObjection) -> None:
    assert kind in set(objections_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "Où est ma commande ?",
        "Est-ce que ce pull gratte ?",
        "Combien coûte la livraison ?",
        "Is the shirt machine washable?",
        "Cher service client, je voudrais échanger cette veste",
        "I'd like to exchange it for a medium",
        "Quel est le délai de retour ?",
        "Merci beaucoup !",
        "what is it made of?",
        "la première",
        "BM10483967",
        "bonjour, où en est ma commande BM10483967",
        "hi, where is my order",
        "Finalement je préfère un échange",
    ],
)
def test_are_none_in_everyday_questions(text: str) -> None:
    assert not set(objections_in(text))


def test_are_found_in_whatever_an_unhappy_or_bargaining_customer_writes() -> None:
    assert [one for one in sentences("barred.txt") if not set(objections_in(one))] == []


def test_are_none_in_what_a_contented_customer_asks() -> None:
    assert [one for one in sentences("allowed.txt") if set(objections_in(one))] == []
