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
    (
        "Rugs under 2 m wide are delivered free.",
        "Rugs under 2 m wide are delivered free, wider ones for £30.",
    ),
    (
        "With the loyalty card, alterations are free.",
        "Alterations are free with our loyalty card; otherwise they cost £12.",
    ),
    (
        "Without the card, alterations cost £12.",
        "Alterations are free with our loyalty card; without it, alterations cost £12.",
    ),
    (
        "Shipping to Norway costs €15 and takes 6 days.",
        "Sweden costs €9 and takes 4 days. Shipping to Norway costs €15 and takes 6 days.",
    ),
    (
        "We repair zips for £10 within 3 days.",
        "We repair zips for £10 within 3 days and soles for £25 within 8 days.",
    ),
    ("Kits worth over $20 are posted free.", "Kits worth more than $20 are posted for free."),
    (
        "The newsletter has news of our sales.",
        "The newsletter has news of our sales. Subscribers get 10% off.",
    ),
    ("Delivery is free over £50 and costs £4 below.", "Delivery costs £4 and is free over £50."),
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
    (
        "Les ourlets sont offerts avec la carte.",
        "Les ourlets sont offerts aux porteurs de la carte, 12 € sinon.",
    ),
    ("Les étudiants paient 6 €.", "Les étudiants paient 6 €, les autres 8 €."),
    (
        "Le portage à l'étage coûte 25 €.",
        "Livraison au pied de l'immeuble offerte, portage à l'étage 25 €.",
    ),
    (
        "La première retouche est offerte.",
        "La première retouche est offerte, les suivantes coûtent 12 €.",
    ),
    (
        "Les retouches suivantes coûtent 12 €.",
        "La première retouche est offerte, les retouches suivantes coûtent 12 €.",
    ),
    (
        "La livraison en Norvège coûte 15 € et prend 6 jours.",
        "Suède : 9 € et 4 jours. La livraison en Norvège coûte 15 € et prend 6 jours.",
    ),
    (
        "Une fermeture est réparée pour 10 € en 3 jours.",
        "Une fermeture est réparée pour 10 € en 3 jours, une semelle pour 25 € en 8 jours.",
    ),
    ("La carte cadeau est valable douze mois.", "La carte cadeau est valable 12 mois."),
    (
        "La livraison est facturée 4 € sous 50 €.",
        "La livraison est offerte dès 50 €, facturée 4 € sous 50 €.",
    ),
    (
        "Nos abonnés reçoivent une lettre chaque mois.",
        "Nos abonnés reçoivent une lettre chaque mois.",
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
    (
        "Rugs wider than 2 m are delivered free.",
        "Rugs under 2 m wide are delivered free, wider ones for £30.",
        None,
    ),
    ("All customers get free alterations.", "Alterations are free for Gold customers.", None),
    (
        "Alterations are free.",
        "Alterations are free with our loyalty card; otherwise they cost £12.",
        None,
    ),
    ("Students pay £8.", "Students pay £6, everybody else £8.", None),
    ("Kits are posted for less than $20.", "Kits worth more than $20 are posted for free.", None),
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
    (
        "Les ourlets sont offerts.",
        "Les ourlets sont offerts aux porteurs de la carte, 12 € sinon.",
        None,
    ),
    ("Les étudiants paient 8 €.", "Les étudiants paient 6 €, les autres 8 €.", None),
    (
        "Le portage à l'étage est offert.",
        "Livraison au pied de l'immeuble offerte, portage à l'étage 25 €.",
        None,
    ),
    (
        "Les tapis de plus de 2 m sont livrés gratuitement.",
        "Les tapis de moins de 2 m sont livrés gratuitement.",
        None,
    ),
    (
        "La première retouche coûte 12 €.",
        "La première retouche est offerte, les suivantes coûtent 12 €.",
        None,
    ),
]
