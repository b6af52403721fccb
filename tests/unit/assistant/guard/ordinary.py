"""Ordinary ways to say what a page says, and what only looks like one, in both languages."""

# What is said, and what stands in the evidence: other words, and as true.
SAME = [
    ("Parcels of more than 5 kg leave on Monday.", "Parcels over 5 kg leave on Monday."),
    ("Rugs beyond 3 m are cut in two.", "Rugs over 3 m are cut in two."),
    ("Orders of £25 or more leave free.", "Orders over £25 leave free."),
    ("Plants of 2 m or less go by post.", "Plants under 2 m go by post."),
    (
        "Delivery is free for baskets of $80 or more, otherwise it costs $9.",
        "Baskets over $80 are delivered free. Below that, delivery costs $9.",
    ),
    (
        "Under 70 €, delivery costs 6 €.",
        "Delivery is free from 70 €; below, it costs 6 €.",
    ),
    (
        "Installation costs £20 below £300.",
        "Installation is free above £300. Under that, it costs £20.",
    ),
    ("There is a discount for at least three lamps.", "Three or more lamps have a discount."),
    ("Engraving is free for at least two rings.", "Engraving is free for two rings or more."),
    ("The warranty lasts three years.", "The warranty lasts 3 years."),
    ("You have fourteen days to return a lamp.", "You have 14 days to return a lamp."),
    ("Assembly is charged £30.", "Assembly costs £30."),
    ("Your order is refunded within 10 days.", "We refund your order within 10 days."),
    (
        "Your refund is processed once we have the parcel.",
        "We process your refund once we have the parcel.",
    ),
]
PAREIL = [
    (
        "Les colis pesant plus de 5 kg partent le lundi.",
        "Les colis de plus de 5 kg pesant lourd partent le lundi.",
    ),
    ("Au-delà de 3 m, un tapis est coupé.", "Au-dessus de 3 m, un tapis est coupé."),
    ("Les plantes de 2 m ou moins partent lundi.", "Les plantes de moins de 2 m partent lundi."),
    (
        "La livraison est offerte au-dessus de 70 €, sinon elle coûte 6 €.",
        "La livraison est offerte au-dessus de 70 €. En dessous, elle coûte 6 €.",
    ),
    (
        "Pour moins de 300 €, la pose coûte 20 €.",
        "La pose est offerte dès 300 € ; en dessous, elle coûte 20 €.",
    ),
    ("Une remise vaut pour au moins trois lampes.", "Trois lampes ou plus : une remise vaut."),
    ("La garantie dure trois ans.", "La garantie dure 3 ans."),
    (
        "Vous avez quatorze jours pour renvoyer une lampe.",
        "Vous avez 14 jours pour renvoyer une lampe.",
    ),
    ("Le montage est facturé 30 €.", "Le montage coûte 30 €."),
    ("Le montage coûte 30 €.", "Le montage est facturé 30 €."),
    ("La gravure revient à 8 €.", "La gravure vaut 8 €."),
    ("La confection prend 2 jours.", "Comptez 2 jours de confection."),
    (
        "Votre demande est traitée sous 2 jours.",
        "Nous traitons votre demande sous 2 jours.",
    ),
    (
        "Votre commande est remboursée dès réception, sous 10 jours.",
        "Nous vous remboursons votre commande sous 10 jours dès réception.",
    ),
]
# Not what stands there, and the rule that sees it.
OTHERWISE = [
    ("Parcels are sent by freight.", "Parcels over 5 kg are sent by freight.", "limit"),
    ("Parcels under 5 kg leave on Monday.", "Parcels over 5 kg leave on Monday.", "limit"),
    (
        "Delivery of a basket costs $9.",
        "Baskets over $80 ship free. Below that, delivery costs $9.",
        "limit",
    ),
    ("Over 70 €, delivery costs 6 €.", "It is free from 70 €; below, delivery costs 6 €.", "bound"),
    ("There is a discount for at least three lamps.", "Three lamps have a discount.", None),
    ("More than two rings are engraved.", "Two or more rings at least are engraved.", None),
    ("The warranty lasts thirty-two years.", "The warranty lasts 2 years.", None),
    ("The warranty lasts four years.", "The warranty lasts 3 years.", None),
    ("There are five workshops.", "The workshops open at 5 pm.", None),
    ("Your order is refunded.", "We refund your order within 10 days.", "promise"),
    ("Your order is cancelled.", "Orders can be cancelled within 2 hours.", "promise"),
    (
        "Your order is cancelled within 2 hours.",
        "Orders can be cancelled within 2 hours.",
        "promise",
    ),
    (
        "Your order is now refunded within 10 days.",
        "We refund your order within 10 days.",
        "promise",
    ),
    ("Your order was refunded within 10 days.", "We refund your order within 10 days.", "promise"),
    (
        "Your order is refunded within 10 days.",
        "We do not refund your order after 10 days.",
        "promise",
    ),
]
AUTREMENT = [
    (
        "Les colis partent par la route.",
        "Les colis de moins de 5 kg partent par la route.",
        "limit",
    ),
    (
        "La pose coûte 20 €.",
        "La pose est offerte dès 300 € ; en dessous, elle coûte 20 €.",
        "limit",
    ),
    ("La garantie dure quatre ans.", "La garantie dure 3 ans.", None),
    ("La garantie dure trente-deux ans.", "La garantie dure 2 ans.", None),
    ("Il y a cinq ateliers.", "Les ateliers ouvrent à 5 h.", None),
    ("Votre commande est remboursée.", "Nous remboursons votre commande sous 10 jours.", "promise"),
    ("Votre commande est annulée sous 2 h.", "Une commande peut être annulée sous 2 h.", "promise"),
    (
        "Votre commande est bien remboursée sous 10 jours.",
        "Nous remboursons votre commande sous 10 jours.",
        "promise",
    ),
    (
        "Votre demande est traitée sous 2 jours.",
        "Nous ne traitons aucune demande sous 2 jours.",
        "promise",
    ),
    ("Le montage est facturé 35 €.", "Le montage coûte 30 €.", "amount_not_in_evidence"),
]
