import pytest

from assistant.guard.judge import Dropped, Kept, Sentence, judge
from assistant.guard.thresholds import loses_a_bound
from tests.unit.assistant.guard.judging import basis, ground

# What is said, and what stands in the evidence. No page here is of the demo shop.
LOST = [
    ("Delivery is free.", "Free delivery from 60 EUR."),
    ("Delivery is free.", "Free delivery in the UK on orders over £45."),
    ("Delivery is free and takes 3 days.", "Delivery is free from €75 and takes 3 days."),
    ("Shipping is free of charge.", "Shipping is free of charge for orders of $120 or more."),
    ("Your bouquet is delivered free.", "Spend 40 € or more and your bouquet is delivered free."),
    ("Delivery of seeds is free.", "Orders above 25 € of seeds ship free, others cost 3.50 €."),
    ("We deliver free.", "We deliver free once your basket reaches 80 €."),
    ("Shipping is free in France.", "Shipping to France, Belgium and Spain is free from 90 €."),
    ("Delivery is free below 60 €.", "Delivery is free above 60 €."),
    ("Delivery is free up to 60 €.", "Delivery is free from 60 €."),
    ("Delivery costs 5 € and is free.", "Delivery costs 5 € and is free from 60 €."),
    ("Delivery is free.", "The minimum order for free delivery is 35 €."),
    ("Delivery is free.", "Delivery is free with a minimum purchase of $50."),
    ("Delivery is free.", "Delivery is free (minimum order value: 30 €)."),
    ("Installation is free.", "Installation is free when your total exceeds 500 €."),
    ("You get a discount on paint.", "You get a discount on paint if you buy 3 pots or more."),
    ("There is a 10% discount.", "There is a 10% discount from 6 bottles."),
    ("You get 15% off tiles.", "Above 20 boxes you get 15% off tiles."),
    ("You get a voucher.", "You get a voucher worth 10 € for at least 100 € of purchases."),
    ("A repair is free.", "A repair is free within 2 years of purchase."),
    ("Parking is free.", "Parking is free for 90 minutes."),
    ("Tuning is free.", "Tuning is free for the first 12 months."),
    ("Delivery costs 2.90 €.", "From 100 €, delivery costs 2.90 €."),
    ("Delivery costs £4.", "For baskets under £30 delivery costs £4."),
    ("Samples are free.", "Up to 3 samples are free."),
    ("Parcels are insured for 50 €.", "Parcels of more than 5 kg are insured for 50 €."),
    ("Express delivery is offered.", "Express delivery is offered for orders exceeding 150 €."),
    ("It is refunded.", "For items worth at least 20 € it is refunded."),
    ("Wrapping is free.", "From 50 €, delivery is free and wrapping is free."),
    ("Delivery is free.", "Returns are free, and delivery is free from 60 €."),
    ("Delivery is free and returns are free from 60 €.", "From 60 €, delivery is free."),
    ("Delivery is free.", "Between 60 € and 200 €, delivery is free."),
    ("Delivery is free.", "Delivery costs 6 € up to 60 €; beyond that it is free."),
    ("Wrapping is free.", "If you spend 40 € delivery is free and wrapping is free."),
    ("Coffee is free.", "Every customer who spends 12 € gets a free coffee."),
    ("The fourth sock is free.", "Buy three socks, the fourth sock is free."),
    ("Shipping is complimentary.", "Enjoy complimentary shipping when you spend $75+."),
    (
        "We ship for free.",
        "Free standard shipping on all domestic orders over $50, excluding oversized items.",
    ),
    ("Standard delivery is free.", "Standard delivery: £3.95, free when you spend £35 or more."),
    ("Returns are free.", "We offer free returns on purchases exceeding 100 CHF."),
    ("You can get a refund.", "Refunds are only given for amounts higher than 5 €."),
    (
        "Shipping in Canada is free.",
        "Shipping in Canada is free for orders totalling CAD 99 or above before tax.",
    ),
    ("Delivery is free.", "Delivery is free for all orders with a value of 39 euros and up."),
    ("Assembly is free.", "Assembly is free for furniture costing more than 800 €."),
    (
        "Parcels are delivered free.",
        "Parcels heavier than 10 kg cost extra; below 10 kg they are delivered free.",
    ),
    ("Engraving is free.", "Engraving is free, provided that you order at least two rings."),
    ("Delivery is free", "Delivery: free (60 EUR and over)"),
    ("Delivery is free to Ireland.", "Free delivery to the UK (over £40) and Ireland (over €60)."),
    (
        "The first month costs nothing and is free.",
        "The first month is free for teams of more than 5 people.",
    ),
    ("A strap is free.", "Order 2 watches and a strap is free."),
]
KEPT = [
    ("Delivery is free from 60 €.", "Free delivery from 60 EUR."),
    ("Delivery is free on orders over £45.", "Free delivery in the UK on orders over £45."),
    ("Orders over £45 are delivered free.", "Delivery is free from £45.00."),
    ("Spend $50 and delivery is free.", "Delivery is free with a minimum purchase of $50."),
    ("From 1,000 € on, delivery is free.", "Delivery is free for orders above 1000 €."),
    ("Returns are free.", "Returns are free, and delivery is free from 60 €."),
    ("Returns are free.", "Orders over 60 € ship free, and returns are free."),
    ("Returns are free.", "Delivery is free over 60 €; returns are free."),
    ("Delivery costs 4.90 €.", "Delivery costs 4.90 € and is free from 60 €."),
    ("Delivery costs 4.90 €.", "Delivery costs 4.90 €, and for orders over 60 € it is free."),
    ("Home delivery costs 5.90 €.", "Home delivery costs 5.90 € (free from 80 €)."),
    ("Collection is free.", "Collection is free in our shop, couriers from 4.90 €."),
    ("Returns are free.", "Returns are free and take place at one of over 200 shops."),
    ("Delivery is free for members.", "Delivery is free for members and from 60 € for others."),
    ("A gift card is a nice present.", "A gift card is a nice present, from 10 € to 150 €."),
    ("We offer express delivery.", "We offer express delivery from 9.90 €."),
    ("Coats cost 120 € to 200 €.", "Coats cost from 120 € to 200 €."),
    ("Our soap is plastic-free.", "Our soap is plastic-free from 2 kg on."),
    ("Visits are free.", "Visits are free from 10:00 to 19:00."),
    ("Delivery is free within 3 days.", "Delivery is free within 3 days."),
    ("Delivery is free.", "Delivery is free within 3 to 5 working days."),
    ("Parking is free for 90 minutes.", "Parking is free for 90 minutes."),
    ("Collect it free of charge.", "Collect it free of charge, with no minimum."),
    ("Two samples are free.", "Up to 2 samples are free."),
    ("You get 10% off from six bottles.", "There is a 10% discount from 6 bottles."),
    ("Between 60 € and 200 €, it is free.", "Between 60 € and 200 €, delivery is free."),
    ("Wash it at 30 °C.", "Wash it at 30 °C, never above 40 °C."),
    ("It is guaranteed for 2 years.", "It is guaranteed for 2 years."),
    ("The tour is free.", "The tour is free and lasts 45 minutes from 2 pm."),
    ("Delivery costs 3 €.", "Delivery costs 3 €. Gift wrapping is free from 3 items."),
    (
        "Shipping is complimentary when you spend $75.",
        "Enjoy complimentary shipping when you spend $75+.",
    ),
    (
        "Standard delivery costs £3.95.",
        "Standard delivery: £3.95, free when you spend £35 or more.",
    ),
    (
        "Standard delivery is £3.95, or free from £35.",
        "Standard delivery: £3.95, free when you spend £35 or more.",
    ),
    ("Delivery costs 4 €.", "We charge 4 € for delivery. From 60 €, delivery is free."),
    (
        "You have a two-year guarantee.",
        "All our watches have a two-year guarantee, and straps over 30 € are waterproof.",
    ),
    ("Exchanges are free.", "Exchanges are free. Refunds are made within 14 days of receipt."),
    (
        "Refunds are made within 14 days of receipt.",
        "Exchanges are free. Refunds are made within 14 days of receipt.",
    ),
    ("A quote is free.", "A quote is free; repairs start at 30 €."),
    ("A quote is free.", "A quote is free and repairs start at 30 €."),
    (
        "Your 20 € voucher is sent by email.",
        "Your 20 € voucher is sent by email and is valid on orders of 50 € or more.",
    ),
    ("Members get a 10% discount.", "Members get a 10% discount."),
    (
        "Free samples come with each order.",
        "Free samples come with each order. Orders over 2 kg are sent by courier.",
    ),
    (
        "The guarantee covers the motor.",
        "The guarantee covers the motor for 5 years and the battery for 2 years.",
    ),
    ("Collection in store is free.", "Collection in store is free. Delivery is free from 60 €."),
]
PERDUES = [
    ("La livraison est gratuite.", "Livraison gratuite dès 60 EUR."),
    ("La livraison est offerte.", "Livraison offerte en France à partir de 49 € d'achat."),
    ("La livraison est gratuite.", "La livraison est gratuite au-delà de 75 €."),
    ("Les frais de port sont offerts.", "Les frais de port sont offerts au-dessus de 90 €."),
    (
        "Votre commande est livrée gratuitement.",
        "Toute commande d'un montant supérieur ou égal à 55 € est livrée gratuitement.",
    ),
    ("La livraison est gratuite.", "Gratuite pour les achats supérieurs à 60 €, la livraison."),
    ("La livraison est offerte en 48 h.", "Dès 60 €, la livraison est offerte en 48 h."),
    ("La livraison est gratuite.", "Livraison gratuite pour un panier d'au moins 35 €."),
    ("Le retrait est gratuit.", "Le retrait est gratuit avec un minimum d'achat de 20 €."),
    ("Le port est gratuit.", "Le port est gratuit (minimum de commande : 30 €)."),
    ("Le port est offert.", "Le port vous est offert pour 80 € d'achats."),
    ("La pose est gratuite.", "La pose est gratuite si votre panier dépasse 500 €."),
    ("La pose est gratuite.", "La pose est gratuite lorsque le montant atteint 500 €."),
    ("La livraison est gratuite sous 60 €.", "La livraison est gratuite dès 60 €."),
    ("La livraison est gratuite jusqu'à 60 €.", "La livraison est gratuite à partir de 60 €."),
    ("Vous avez une remise sur le vin.", "Vous avez une remise sur le vin dès six bouteilles."),
    ("Une remise de 10 % s'applique.", "À partir de 3 articles, une remise de 10 % s'applique."),
    ("Vous avez 15 % sur les carreaux.", "Vous avez 15 % sur les carreaux au-delà de 20 boîtes."),
    ("Un bon d'achat vous est remis.", "Un bon d'achat vous est remis dès 100 € d'achat."),
    ("La réparation est gratuite.", "La réparation est gratuite dans les 2 ans suivant l'achat."),
    ("Le parking est gratuit.", "Le parking est gratuit pendant 2 heures."),
    ("L'accord est offert.", "L'accord est offert les 12 premiers mois."),
    ("La livraison coûte 2,90 €.", "À partir de 100 €, la livraison coûte 2,90 €."),
    ("La livraison coûte 4 €.", "La livraison coûte 4 € pour les commandes inférieures à 30 €."),
    ("Les échantillons sont gratuits.", "Jusqu'à 3 échantillons sont gratuits."),
    ("Les colis sont assurés pour 50 €.", "Les colis de plus de 5 kg sont assurés pour 50 €."),
    ("La livraison express est offerte.", "La livraison express est offerte dès 150 €."),
    ("L'emballage est offert.", "Dès 50 €, la livraison est offerte et l'emballage est offert."),
    ("La livraison est gratuite.", "Retours gratuits, livraison gratuite dès 60 €."),
    ("La livraison est gratuite.", "Entre 60 € et 200 €, la livraison est gratuite."),
    ("La livraison est gratuite.", "La livraison coûte 6 € jusqu'à 60 € ; au-delà, gratuite."),
    ("La livraison est gratuite.", "6 € en dessous de 60 €, sinon la livraison est gratuite."),
    ("Le quatrième est offert.", "Achetez trois savons, le quatrième est offert."),
    ("La livraison est gratuite.", "La livraison est gratuite, 60 € minimum."),
    ("Les retours sont gratuits.", "Les retours sont gratuits sous 30 jours après réception."),
    (
        "Les frais d'envoi sont offerts.",
        "Les frais d'envoi sont offerts dès lors que votre commande excède 69 €.",
    ),
    ("La livraison est gratuite.", "Franco de port : livraison gratuite à compter de 150 € HT."),
    (
        "L'expédition est gratuite.",
        "L'expédition est gratuite pour toute commande égale ou supérieure à 99 euros.",
    ),
    (
        "Le port est gratuit.",
        "Les frais de port s'élèvent à 5,90 € et sont gratuits à partir de 3 pots de miel.",
    ),
    (
        "La gravure est offerte.",
        "La gravure est offerte à condition de commander au moins deux bagues.",
    ),
    ("La livraison est offerte.", "Livraison à 4,90 €, offerte pour les paniers de 45 € et plus."),
    (
        "Livraison offerte en Belgique.",
        "Livraison offerte en France dès 50 € et en Belgique dès 80 €.",
    ),
    ("Un bracelet vous est offert.", "Pour deux montres achetées, un bracelet vous est offert."),
]
GARDEES = [
    ("La livraison est gratuite dès 60 €.", "Livraison gratuite à partir de 60,00 EUR."),
    ("La livraison est offerte au-delà de 75 €.", "La livraison est gratuite au-delà de 75 €."),
    ("Pour 80 € d'achats, le port est offert.", "Le port vous est offert pour 80 € d'achats."),
    ("Si vous dépensez 60 €, c'est gratuit.", "La livraison est gratuite dès 60 €."),
    ("Dès 1 000 €, la livraison est offerte.", "Livraison offerte à partir de 1000 €."),
    ("Les retours sont gratuits.", "Retours gratuits, livraison gratuite dès 60 €."),
    (
        "Le retour est gratuit.",
        "Les achats supérieurs à 60 € sont livrés gratuitement, et le retour est gratuit.",
    ),
    ("Le retour est gratuit.", "La livraison est offerte dès 60 € ; le retour est gratuit."),
    ("La livraison coûte 4,90 €.", "La livraison coûte 4,90 € et est offerte dès 60 €."),
    ("La livraison coûte 4,90 €.", "La livraison coûte 4,90 €, et dès 60 € elle est offerte."),
    ("À domicile, c'est 5,90 €.", "À domicile : 5,90 € (offert dès 80 €)."),
    ("Le retrait est gratuit.", "Retrait gratuit en boutique, coursier à partir de 4,90 €."),
    ("Elle est gratuite pour les abonnés.", "Gratuite pour les abonnés et dès 60 € pour tous."),
    ("La carte cadeau est un joli cadeau.", "La carte cadeau, joli cadeau, de 10 à 150 €."),
    ("Nous livrons en express.", "Nous livrons en express à partir de 9,90 €."),
    ("Nos manteaux coûtent de 120 à 200 €.", "Nos manteaux coûtent de 120 € à 200 €."),
    ("La visite est gratuite.", "La visite est gratuite dès 10 h et jusqu'à 19 h."),
    ("La livraison est gratuite.", "La livraison est gratuite sous 3 à 5 jours ouvrés."),
    ("Le parking est gratuit pendant 2 heures.", "Le parking est gratuit pendant 2 heures."),
    ("Le retrait est gratuit.", "Le retrait est gratuit, sans minimum d'achat."),
    ("Deux échantillons sont offerts.", "Jusqu'à 2 échantillons sont gratuits."),
    ("Lavez-le à 30 °C.", "Lavez-le à 30 °C, jamais au-delà de 40 °C."),
    ("Il est garanti 2 ans.", "Il est garanti 2 ans."),
    ("Le retrait est gratuit.", "Nous avons plus de 200 relais, le retrait est gratuit."),
    ("L'emballage coûte 3 €.", "L'emballage coûte 3 €. La livraison est offerte dès 3 articles."),
    ("Entre 60 € et 200 €, c'est offert.", "Entre 60 € et 200 €, la livraison est gratuite."),
    ("La remise est de 10 % dès trois articles.", "À partir de 3 articles, remise de 10 %."),
    ("La visite est gratuite.", "La visite est gratuite à partir du 14 juillet."),
    (
        "La gravure est offerte pour deux bagues commandées.",
        "La gravure est offerte à condition de commander au moins deux bagues.",
    ),
    ("L'échange est gratuit.", "L'échange est gratuit et prend moins de 10 minutes en boutique."),
    ("La livraison coûte 4,90 €.", "Livraison à 4,90 €, offerte pour les paniers de 45 € et plus."),
    ("Le devis est gratuit.", "Le devis est gratuit, la réparation coûte à partir de 30 €."),
    (
        "Le montage est gratuit en magasin.",
        "Le montage est gratuit en magasin et coûte 15 € à domicile pour plus de 2 skis.",
    ),
]
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
        assert judge(Sentence(text=said), basis(ground(page))) == Dropped("bound")

    def test_keeps_what_has_it(self) -> None:
        page = basis(ground("Free delivery from 60 EUR."))

        assert isinstance(judge(Sentence(text="Delivery is free from 60 €."), page), Kept)
