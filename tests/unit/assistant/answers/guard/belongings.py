"""What belongs to whom, and what may be said of it: pages of other shops, in both languages."""

# What is said, and what stands in the evidence: it gives one thing what the other has.
SWAPPED = [
    ("Courier delivery is free.", "Collection is free, courier delivery costs £6."),
    ("Collection costs £6.", "Collection is free, courier delivery costs £6."),
    ("Standard delivery costs £8.", "Standard delivery costs £4 and express delivery costs £8."),
    ("Express delivery costs £4.", "Standard delivery costs £4 and express delivery costs £8."),
    ("Delivery to Italy costs 9 €.", "Delivery costs 9 € to Spain and 14 € to Italy."),
    ("Delivery to Spain costs 14 €.", "Delivery costs 9 € to Spain and 14 € to Italy."),
    ("Sofas are delivered for £20.", "Chairs are delivered for £20, sofas for £75."),
    ("Chairs are delivered for £75.", "Chairs are delivered for £20, sofas for £75."),
    ("Wall paint has a 20% discount.", "There is a 10% discount on wall paint and 20% on varnish."),
    ("Varnish has a 10% discount.", "There is a 10% discount on wall paint and 20% on varnish."),
    (
        "Repairs take 3 days.",
        "An alteration takes 3 days; repairs take 12 days.",
    ),
    ("Alterations take 12 days.", "An alteration takes 3 days; repairs take 12 days."),
    (
        "Returns from Wales are free.",
        "Returns from England are free; from Wales they cost £3.",
    ),
    ("Engraving is free.", "Gift wrapping is free and engraving costs 5 €."),
    ("Gift wrapping costs 5 €.", "Gift wrapping is free and engraving costs 5 €."),
    (
        "Delivery to Ireland is free from €60.",
        "Delivery is free from €60 in Germany and from €90 in Ireland.",
    ),
    (
        "Delivery to Germany is free from €90.",
        "Delivery is free from €60 in Germany and from €90 in Ireland.",
    ),
    (
        "Locker delivery is free from £45.",
        "Free delivery: from £25 to a locker and from £45 to your address.",
    ),
    ("Assembly of wardrobes costs £30.", "Assembly costs £30 for beds and £60 for wardrobes."),
    ("Assembly of beds costs £60.", "Assembly costs £30 for beds and £60 for wardrobes."),
    ("Overseas parcels cost $7.", "Domestic parcels cost $7. Overseas parcels cost $29."),
    ("Samples of fabric cost 2 €.", "Samples of paper are 2 €, samples of fabric are free."),
    (
        "Lamps are guaranteed for 2 years.",
        "Lamps are guaranteed for 5 years and bulbs for 2 years.",
    ),
    (
        "Bulbs are guaranteed for 5 years.",
        "Lamps are guaranteed for 5 years and bulbs for 2 years.",
    ),
    ("The fee is 15 € for hotels.", "The fee is 15 € for restaurants and 25 € for hotels."),
    (
        "Evening delivery is free.",
        "Morning delivery is free. Evening delivery costs 4.50 €.",
    ),
    ("Tulips cost £12 a bunch.", "Roses cost £12 a bunch while tulips cost £9."),
    (
        "Northern Ireland is charged £5.95.",
        "Mainland addresses are charged £5.95 and Northern Ireland £12.",
    ),
    ("Large boxes cost 8 €.", "Small boxes cost 8 €, large boxes 13 €."),
    (
        "Pickup takes 5 days and delivery 2 days.",
        "Pickup takes 2 days and delivery takes 5 days.",
    ),
    ("Children pay $18 for the workshop.", "Adults pay $18 for the workshop and children $9."),
    ("Loose tea ships free.", "Tea bags ship free. Loose tea ships for $4."),
    ("Bikes with a motor are serviced for £40.", "We service bikes for £40, or £65 with a motor."),
    ("You pay 3 € for a locker and 0 € at home.", "Home 3 €, locker 0 €."),
    (
        "Glasses can be returned for 60 days.",
        "Frames can be returned for 60 days, glasses for 14 days.",
    ),
    (
        "Rush orders are ready in 10 days.",
        "Prints are ready in 10 days, or in 2 days for a rush order.",
    ),
    ("The large size costs 12 €.", "S: 12 €. Large: 19 €."),
    ("The deposit for tents is $50.", "The deposit is $50 for sleeping bags and $120 for tents."),
]
INVERSES = [
    (
        "L'échange coûte 5 € en boutique.",
        "L'échange est gratuit en boutique et coûte 5 € au bureau de poste.",
    ),
    ("Le retrait coûte 6 €.", "Le retrait est gratuit, le coursier coûte 6 €."),
    ("Le coursier est gratuit.", "Le retrait est gratuit, le coursier coûte 6 €."),
    ("La livraison en Espagne coûte 14 €.", "La livraison coûte 9 € en Espagne et 14 € en Italie."),
    ("La livraison en Italie coûte 9 €.", "La livraison coûte 9 € en Espagne et 14 € en Italie."),
    ("Les canapés sont livrés pour 20 €.", "Chaises livrées pour 20 €, canapés livrés pour 75 €."),
    ("Les chaises sont livrées pour 75 €.", "Chaises livrées pour 20 €, canapés livrés pour 75 €."),
    ("La gravure est offerte.", "L'emballage est offert et la gravure coûte 5 €."),
    ("L'emballage coûte 5 €.", "L'emballage est offert et la gravure coûte 5 €."),
    (
        "La remise est de 20 % sur la peinture.",
        "Remise de 10 % sur la peinture et 20 % sur le vernis.",
    ),
    (
        "La remise est de 10 % sur le vernis.",
        "Remise de 10 % sur la peinture et 20 % sur le vernis.",
    ),
    (
        "Une réparation prend 3 jours.",
        "Une retouche prend 3 jours ; une réparation prend 12 jours.",
    ),
    ("Une retouche prend 12 jours.", "Une retouche prend 3 jours ; une réparation prend 12 jours."),
    (
        "La livraison en Irlande est offerte dès 60 €.",
        "Livraison offerte dès 60 € en Allemagne et dès 90 € en Irlande.",
    ),
    (
        "La livraison en Allemagne est offerte dès 90 €.",
        "Livraison offerte dès 60 € en Allemagne et dès 90 € en Irlande.",
    ),
    (
        "Le montage d'une armoire coûte 30 €.",
        "Montage : 30 € pour un lit et 60 € pour une armoire.",
    ),
    ("Le montage d'un lit coûte 60 €.", "Montage : 30 € pour un lit et 60 € pour une armoire."),
    (
        "Les retours depuis la Corse sont gratuits.",
        "Les retours sont gratuits depuis le continent ; depuis la Corse, ils coûtent 4 €.",
    ),
    (
        "Les échantillons de tissu coûtent 2 €.",
        "Échantillons de papier : 2 € ; échantillons de tissu : gratuits.",
    ),
    (
        "Les lampes sont garanties 2 ans.",
        "Les lampes sont garanties 5 ans et les ampoules 2 ans.",
    ),
    (
        "Les ampoules sont garanties 5 ans.",
        "Les lampes sont garanties 5 ans et les ampoules 2 ans.",
    ),
    (
        "La livraison le soir est gratuite.",
        "Livraison le matin gratuite, livraison le soir 4,50 €.",
    ),
    ("Les tulipes coûtent 12 €.", "Les roses coûtent 12 €, tandis que les tulipes coûtent 9 €."),
    ("Les grandes boîtes coûtent 8 €.", "Petites boîtes : 8 €. Grandes boîtes : 13 €."),
    ("La livraison en Suisse coûte 7 €.", "La livraison coûte 7 € en Belgique, 19 € en Suisse."),
    ("La livraison en Belgique coûte 19 €.", "La livraison coûte 7 € en Belgique, 19 € en Suisse."),
    ("Les enfants paient 18 €.", "Les adultes paient 18 € et les enfants 9 €."),
    (
        "Le retrait prend 5 jours et la livraison 2 jours.",
        "Le retrait prend 2 jours et la livraison prend 5 jours.",
    ),
    ("L'envoi en lettre coûte 7 €.", "L'envoi coûte 3 € en lettre et 7 € en colis."),
    ("L'envoi en colis coûte 3 €.", "L'envoi coûte 3 € en lettre et 7 € en colis."),
    (
        "La pose est offerte et le devis coûte 40 €.",
        "Le devis est offert et la pose coûte 40 €.",
    ),
    (
        "Les vélos électriques sont révisés pour 40 €.",
        "La révision coûte 40 € pour un vélo classique, 65 € pour un vélo électrique.",
    ),
    (
        "Les lunettes peuvent être rendues pendant 60 jours.",
        "Montures : retour pendant 60 jours, verres pendant 14 jours ; lunettes : 7 jours.",
    ),
    (
        "La caution pour une tente est de 50 €.",
        "Caution : 50 € le sac de couchage, 120 € la tente.",
    ),
    ("Le week-end, la livraison est gratuite.", "Livraison gratuite en semaine, 8 € le week-end."),
    ("La gravure longue coûte 10 €.", "Gravure courte 10 €, longue 18 €."),
    (
        "Le thé en vrac est livré gratuitement.",
        "Thé en sachets : livraison gratuite. Thé en vrac : livraison à 4 €.",
    ),
]
# The same sort of pages, and what is true of them.
BELONGS = [
    ("Collection is free.", "Collection is free, courier delivery costs £6."),
    ("Delivery by courier costs £6.", "Collection is free, courier delivery costs £6."),
    ("Standard delivery costs £4.", "Standard delivery costs £4 and express delivery costs £8."),
    ("Express delivery is £8.", "Delivery costs £4 for standard and £8 for express."),
    ("Delivery to Italy costs 14 €.", "Delivery costs 9 € to Spain and 14 € to Italy."),
    ("For Spain, delivery costs 9 €.", "Delivery costs 9 € to Spain and 14 € to Italy."),
    ("To Italy it is 14 €, to Spain 9 €.", "Delivery costs 9 € to Spain and 14 € to Italy."),
    ("Delivery costs 5 €.", "Delivery costs 5 € and is free from 60 €."),
    ("Delivery is free from 60 €.", "Delivery costs 5 € and is free from 60 €."),
    ("Delivery is free above 60 €.", "Delivery costs 6 € up to 60 €; beyond that it is free."),
    (
        "Standard delivery in France costs £4.",
        "Delivery costs £4 for standard and £8 for express, everywhere in France.",
    ),
    (
        "Express delivery in France costs £8.",
        "Delivery costs £4 for standard and £8 for express, everywhere in France.",
    ),
    ("A sofa is delivered for £75.", "Chairs are delivered for £20, sofas for £75."),
    (
        "You get a 20% discount on varnish.",
        "There is a 10% discount on wall paint and 20% on varnish.",
    ),
    ("Repairs take 12 days.", "An alteration takes 3 days; repairs take 12 days."),
    ("Returns from Wales cost £3.", "Returns from England are free; from Wales they cost £3."),
    ("Returning from England is free.", "Returns from England are free; from Wales they cost £3."),
    (
        "Engraving costs 5 €, gift wrapping is free.",
        "Gift wrapping is free and engraving costs 5 €.",
    ),
    (
        "Delivery to Ireland is free from €90.",
        "Delivery is free from €60 in Germany and from €90 in Ireland.",
    ),
    (
        "Locker delivery is free from £25.",
        "Free delivery: from £25 to a locker and from £45 to your address.",
    ),
    ("Assembly of wardrobes costs £60.", "Assembly costs £30 for beds and £60 for wardrobes."),
    (
        "You have 30 days to return it and are refunded within 14 days.",
        "Items can be returned within 30 days. They are refunded within 14 days.",
    ),
    (
        "Refunds are made within 14 days.",
        "Items can be returned within 30 days and refunds are made within 14 days.",
    ),
    ("Overseas parcels cost $29.", "Domestic parcels cost $7. Overseas parcels cost $29."),
    (
        "Home delivery to Kent takes 2 days and costs £5.",
        "Home delivery takes 2 days and costs £5 in Kent; elsewhere 4 days and £9.",
    ),
    (
        "Bulbs are guaranteed for 2 years.",
        "Lamps are guaranteed for 5 years and bulbs for 2 years.",
    ),
    ("The fee for hotels is 25 €.", "The fee is 15 € for restaurants and 25 € for hotels."),
    (
        "Delivery in the evening costs 4.50 €.",
        "Morning delivery is free. Evening delivery costs 4.50 €.",
    ),
    (
        "Northern Ireland is charged £12.",
        "Mainland addresses are charged £5.95 and Northern Ireland £12.",
    ),
    ("A workshop costs $9 for children.", "Adults pay $18 for the workshop and children $9."),
    (
        "The deposit is 20 € and is returned within 5 days.",
        "A deposit of 20 € is paid, returned within 5 days; hire is 8 € a day.",
    ),
    ("A large box costs 13 €.", "Small boxes cost 8 €, large boxes 13 €."),
    ("Delivery takes 5 days.", "Pickup takes 2 days and delivery takes 5 days."),
    ("Shipping is $6, or free over $50.", "Shipping: $6. Free over $50. Express: $15."),
    ("Express shipping costs $15.", "Shipping: $6. Free over $50. Express: $15."),
    ("Loose tea ships for $4.", "Tea bags ship free. Loose tea ships for $4."),
    (
        "A service costs £65 for a bike with a motor.",
        "We service bikes for £40, or £65 with a motor.",
    ),
    ("We service bikes for £40.", "We service bikes for £40, or £65 with a motor."),
    (
        "Frames have a 60-day return, glasses 14 days.",
        "Frames can be returned for 60 days, glasses for 14 days.",
    ),
    (
        "With a rush order, prints are ready in 2 days.",
        "Prints are ready in 10 days, or in 2 days for a rush order.",
    ),
    (
        "Renting a tent needs a $120 deposit.",
        "The deposit is $50 for sleeping bags and $120 for tents.",
    ),
    (
        "For wine, shipping is free over €200.",
        "Shipping is free over €100, except wine, which ships free over €200.",
    ),
    (
        "You can pay in 3 times without fees from 90 €, over 3 months.",
        "From 90 €, pay in 3 times over 3 months without fees; over 10 months the fee is 2%.",
    ),
    (
        "The gift card is valid for 1 year and starts at 20 €.",
        "Gift cards from 20 € to 200 € are valid for 1 year.",
    ),
    (
        "It takes 2 to 4 days to arrive and costs £3.",
        "Delivery takes 2 to 4 days and costs £3; next day delivery takes 24 hours and costs £7.",
    ),
    (
        "Next day delivery is available for £7.",
        "Delivery takes 2 to 4 days and costs £3; next day delivery costs £7.",
    ),
    (
        "We are open on Monday from 10:00 and on Sunday from 14:00.",
        "Open Monday 10:00 to 19:00, Sunday 14:00 to 18:00.",
    ),
    (
        "Our workshop repairs shoes for 25 € and bags for 40 €.",
        "Our workshop repairs bags for 40 € and shoes for 25 €.",
    ),
]
APPARTIENT = [
    ("Le retrait est gratuit.", "Le retrait est gratuit, le coursier coûte 6 €."),
    (
        "La livraison par coursier coûte 6 €.",
        "Le retrait est gratuit, la livraison par coursier coûte 6 €.",
    ),
    ("La livraison en Italie coûte 14 €.", "La livraison coûte 9 € en Espagne et 14 € en Italie."),
    ("En Espagne, la livraison coûte 9 €.", "La livraison coûte 9 € en Espagne et 14 € en Italie."),
    (
        "Elle coûte 14 € en Italie et 9 € en Espagne.",
        "La livraison coûte 9 € en Espagne et 14 € en Italie.",
    ),
    ("Un canapé est livré pour 75 €.", "Chaises livrées pour 20 €, canapés livrés pour 75 €."),
    (
        "La gravure coûte 5 €, l'emballage est offert.",
        "L'emballage est offert et la gravure coûte 5 €.",
    ),
    ("La livraison est offerte dès 60 €.", "La livraison coûte 5 € et elle est offerte dès 60 €."),
    ("La livraison coûte 5 €.", "La livraison coûte 5 € et elle est offerte dès 60 €."),
    (
        "La remise est de 20 % sur le vernis.",
        "Remise de 10 % sur la peinture et 20 % sur le vernis.",
    ),
    (
        "Une réparation prend 12 jours.",
        "Une retouche prend 3 jours ; une réparation prend 12 jours.",
    ),
    (
        "En Irlande, la livraison est offerte dès 90 €.",
        "Livraison offerte dès 60 € en Allemagne et dès 90 € en Irlande.",
    ),
    (
        "La livraison est offerte dès 60 € en Allemagne.",
        "Livraison offerte dès 60 € en Allemagne et dès 90 € en Irlande.",
    ),
    (
        "Le montage d'une armoire coûte 60 €.",
        "Montage : 30 € pour un lit et 60 € pour une armoire.",
    ),
    ("Pour un lit, le montage coûte 30 €.", "Montage : 30 € pour un lit et 60 € pour une armoire."),
    (
        "Les retours depuis la Corse coûtent 4 €.",
        "Les retours sont gratuits depuis le continent ; depuis la Corse, ils coûtent 4 €.",
    ),
    (
        "Depuis le continent, le retour est gratuit.",
        "Les retours sont gratuits depuis le continent ; depuis la Corse, ils coûtent 4 €.",
    ),
    (
        "Les échantillons de tissu sont gratuits.",
        "Échantillons de papier : 2 € ; échantillons de tissu : gratuits.",
    ),
    (
        "Les ampoules sont garanties 2 ans.",
        "Les lampes sont garanties 5 ans et les ampoules 2 ans.",
    ),
    (
        "La livraison le soir coûte 4,50 €.",
        "Livraison le matin gratuite, livraison le soir 4,50 €.",
    ),
    ("Les tulipes coûtent 9 €.", "Les roses coûtent 12 €, tandis que les tulipes coûtent 9 €."),
    ("Une grande boîte coûte 13 €.", "Petites boîtes : 8 €. Grandes boîtes : 13 €."),
    ("La livraison en Suisse coûte 19 €.", "La livraison coûte 7 € en Belgique, 19 € en Suisse."),
    ("Les enfants paient 9 €.", "Les adultes paient 18 € et les enfants 9 €."),
    ("La livraison prend 5 jours.", "Le retrait prend 2 jours et la livraison prend 5 jours."),
    ("L'envoi en colis coûte 7 €.", "L'envoi coûte 3 € en lettre et 7 € en colis."),
    ("La pose coûte 40 € et le devis est offert.", "Le devis est offert et la pose coûte 40 €."),
    ("L'échange par colis coûte 5 €.", "L'échange est gratuit en boutique et coûte 5 € par colis."),
    (
        "Vous avez 30 jours pour retourner un article, remboursé sous 14 jours.",
        "Vous pouvez retourner un article sous 30 jours. Il est remboursé sous 14 jours.",
    ),
    (
        "Le remboursement se fait sous 14 jours.",
        "Retour sous 30 jours, remboursement sous 14 jours.",
    ),
    ("Le colis coûte 4 € ou 0 € dès 50 €.", "Colis : 4 €, gratuit dès 50 €. Coursier : 12 €."),
    (
        "La livraison par coursier coûte 12 €.",
        "Livraison par colis : 4 €, gratuite dès 50 €. Par coursier : 12 €.",
    ),
    (
        "À domicile, la livraison coûte 5 € en France.",
        "Livraison : 3 € en relais et 5 € à domicile, partout en France.",
    ),
    (
        "La caution est de 50 € et la location de 8 € par jour.",
        "Location : 8 € par jour, caution de 50 €.",
    ),
    (
        "La révision d'un vélo électrique coûte 65 €.",
        "La révision coûte 40 € pour un vélo classique, 65 € pour un vélo électrique.",
    ),
    (
        "Les verres peuvent être rendus sous 14 jours.",
        "Les montures peuvent être rendues pendant 60 jours et les verres sous 14 jours.",
    ),
    (
        "Pour une tente, la caution est de 120 €.",
        "Caution : 50 € le sac de couchage, 120 € la tente.",
    ),
    ("La livraison le week-end coûte 8 €.", "Livraison gratuite en semaine, 8 € le week-end."),
    ("En semaine, la livraison est offerte.", "Livraison gratuite en semaine, 8 € le week-end."),
    ("Une gravure longue coûte 18 €.", "Gravure courte 10 €, longue 18 €."),
    (
        "Le thé en vrac est livré pour 4 €.",
        "Thé en sachets : livraison gratuite. Thé en vrac : livraison à 4 €.",
    ),
    (
        "Vous pouvez payer en 3 fois sans frais dès 90 €.",
        "Paiement en 3 fois sans frais dès 90 €, en 10 fois avec 2 % de frais dès 300 €.",
    ),
    (
        "La carte cadeau est valable 1 an.",
        "Carte cadeau de 20 € à 200 €, valable 1 an ; prolongation de 6 mois pour 5 €.",
    ),
    (
        "La livraison prend 2 à 4 jours et coûte 3 €.",
        "La livraison prend 2 à 4 jours et coûte 3 € ; en express, 24 h et 7 €.",
    ),
    (
        "En express, la livraison coûte 7 €.",
        "La livraison prend 2 à 4 jours et coûte 3 € ; en express, 24 h et 7 €.",
    ),
    (
        "Notre atelier répare les chaussures pour 25 € et les sacs pour 40 €.",
        "Notre atelier répare les sacs pour 40 € et les chaussures pour 25 €.",
    ),
    (
        "Les frais de retour sont de 4 € depuis la Belgique.",
        "Retour gratuit depuis la France, 4 € de frais depuis la Belgique, 9 € depuis la Suisse.",
    ),
]

# What is said to everybody, and what stands in the evidence of some customers.
FOR_SOME = [
    (
        "You get free shipping on every order.",
        "Members get free shipping on every order. Others get it over $50.",
    ),
    ("Returns are free.", "Returns are free with the membership card."),
    ("You get 10% off books.", "Students get 10% off books."),
    ("There is a 15% discount on tiles.", "There is a 15% discount on tiles for professionals."),
    ("Delivery is free.", "Delivery is free for subscribers, and takes 2 days."),
    ("Coffee is free.", "With our loyalty card, coffee is free."),
    ("You get a voucher of 5 €.", "New customers get a voucher of 5 €."),
    ("Admission is free.", "Admission is free for children."),
    ("Delivery is free.", "Delivery is free with code SPRING."),
    ("Returns are free.", "Club members get free delivery and free returns."),
    ("You get a discount.", "Teachers get a discount on all paper."),
    ("Delivery is free.", "Premium customers: delivery is free."),
    ("Parking is free.", "Parking is free for residents."),
    ("The repair is free.", "The repair is free for card holders."),
    ("The warranty is doubled.", "The warranty is doubled for registered customers."),
]
POUR_CERTAINS = [
    ("Les retours sont gratuits.", "Les retours sont gratuits avec la carte de fidélité."),
    ("La livraison est offerte.", "La livraison est offerte aux abonnés."),
    (
        "Il y a une remise de 10 % sur les livres.",
        "Les étudiants ont une remise de 10 % sur les livres.",
    ),
    ("La remise est de 15 %.", "La remise est de 15 % pour les professionnels."),
    ("Le café est offert.", "Pour les membres du club, le café est offert."),
    (
        "Vous recevez un bon d'achat de 5 €.",
        "Nos nouveaux clients reçoivent un bon d'achat de 5 €.",
    ),
    ("L'entrée est gratuite.", "L'entrée est gratuite pour les enfants."),
    ("La livraison est gratuite.", "La livraison est gratuite avec le code PRINTEMPS."),
    (
        "Le stationnement est gratuit.",
        "Le stationnement est gratuit pour les habitants du quartier.",
    ),
    ("L'emballage est offert.", "L'emballage est offert aux adhérents, 3 € pour les autres."),
    ("La garantie est doublée.", "Avec un compte, la garantie est doublée."),
    ("Une remise est accordée.", "Une remise est accordée aux enseignants."),
    ("L'affûtage est gratuit.", "L'affûtage est gratuit sur présentation de la carte."),
    ("La livraison coûte 2 €.", "La livraison coûte 2 € pour les abonnés et 5 € pour les autres."),
    ("Le montage est offert.", "Clients Premium : le montage est offert."),
]
FOR_THEM = [
    ("Members get free shipping on every order.", "Members get free shipping on every order."),
    ("With a membership, returns are free.", "Returns are free with the membership card."),
    ("Books are 10% off for students.", "Students get 10% off books."),
    ("Delivery takes 2 days.", "Delivery is free for subscribers, and takes 2 days."),
    ("Delivery costs $5.", "Delivery costs $5; it is free for members."),
    ("Delivery costs $5.", "Delivery costs $5 but is free for members."),
    ("Delivery is free.", "Delivery is free for everyone, members or not."),
    ("The catalogue is free.", "The catalogue is free. Teachers get a discount."),
    (
        "Delivery is free and can be paid with your bank card.",
        "Delivery is free and can be paid with your bank card.",
    ),
    ("We refund you on the card that paid.", "We refund the card that paid."),
    ("Shipping is free over $40.", "Shipping is free over $40. Club members earn points."),
    ("A gift wrap is free.", "A gift wrap is free, also with a gift card."),
    ("For children, admission is free.", "Admission is free for children."),
    ("Use the code SPRING and delivery is free.", "Delivery is free with code SPRING."),
    ("Delivery is free with the code SPRING.", "Delivery is free with code SPRING."),
]
POUR_EUX = [
    (
        "Les retours sont gratuits avec la carte de fidélité.",
        "Les retours sont gratuits avec la carte de fidélité.",
    ),
    ("Les abonnés ont la livraison offerte.", "La livraison est offerte aux abonnés."),
    ("La livraison coûte 5 €.", "La livraison coûte 5 € ; elle est offerte aux membres."),
    ("La livraison coûte 5 €.", "La livraison coûte 5 €, mais elle est offerte aux membres."),
    ("La livraison est gratuite.", "La livraison est gratuite pour tout le monde, membre ou non."),
    ("Le catalogue est gratuit.", "Le catalogue est gratuit. Les enseignants ont une remise."),
    (
        "Le retour est gratuit et remboursé sur votre carte bancaire.",
        "Le retour est gratuit et remboursé sur votre carte bancaire.",
    ),
    (
        "La livraison est offerte dès 40 €.",
        "La livraison est offerte dès 40 €. Les membres cumulent des points.",
    ),
    ("L'entrée est gratuite pour un enfant.", "L'entrée est gratuite pour les enfants."),
    ("Si vous êtes étudiant, la remise est de 10 %.", "Les étudiants ont une remise de 10 %."),
    (
        "Avec le code PRINTEMPS, la livraison est gratuite.",
        "La livraison est gratuite avec le code PRINTEMPS.",
    ),
    ("L'emballage coûte 3 €.", "L'emballage coûte 3 €, offert aux adhérents."),
    (
        "Un bon d'achat de 5 € est offert aux nouveaux clients.",
        "Nos nouveaux clients reçoivent un bon d'achat de 5 € offert.",
    ),
    ("Avec la carte du club, le café est offert.", "Le café est offert avec la carte du club."),
    ("Le devis est gratuit.", "Le devis est gratuit, et la pose est offerte aux professionnels."),
]
