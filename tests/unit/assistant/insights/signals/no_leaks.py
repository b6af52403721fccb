"""Everyday sentences of customers in which nothing leaks, many with a word that looks like it."""

FRENCH = """
la couleur est belle
mauvaise couleur reçue
les couleurs ont déteint
la couleur s'est fanée
coloris différent de la photo
la couleur bleue est en rupture
la porte coulissante est bloquée
le tiroir ne coulisse plus
une pochette à coulisse
le cordon coulissant a cassé
il a coulé de l'eau sous les ponts depuis ma commande
cette montre n'est donc pas étanche ?
il prend l'eau du robinet
je prends l'eau minérale de la marque
je n'ai pas besoin d'une veste étanche
je fuis les soldes
j'ai fui la foule du magasin
le temps file
est-ce que la gourde fuit ?
est-elle étanche ?
cette veste est-elle bien étanche ?
la gourde est parfaitement étanche
étanche, testé sous la pluie
la boîte est étanche et solide
montre étanche à 50 mètres
sac étanche très pratique
la gourde ne prend pas l'eau
elle ne prend jamais l'eau
il faut mettre de l'eau jusqu'au trait
je bois beaucoup d'eau
la bouilloire chauffe l'eau en deux minutes
l'eau reste fraîche toute la journée
l'eau du bain est trop chaude
le verre d'eau est fêlé
la carafe à eau est rayée
le pichet est ébréché
la fermeture éclair est coincée
le bouchon est difficile à visser
le bouchon manque
le bouchon ne ferme pas bien
le couvercle est fendu
le flacon est arrivé vide
le flacon était cassé
la bouteille est lourde
la bouteille est arrivée cassée
il manque une tasse
la tasse est ébréchée
la théière est superbe
l'anse s'est arrachée
la semelle s'est décollée
la semelle est trop dure
les coutures ont lâché
un trou à la manche
la doublure est déchirée
la pluie ne traverse pas
par temps de pluie, rien à dire
le tissu est déperlant
le tissu sèche vite
il pleut et je reste au sec
pas imperméable mais très chaud
le parapluie s'est retourné
la poignée est cassée
le vernis s'écaille
le bois a gonflé
des taches sur le tissu
la bougie coûte trop cher
la bougie a une drôle d'odeur
le savon est arrivé entamé
le colis a pris la pluie
le carton était mouillé
le colis est arrivé trempé
livraison en retard
le livreur est passé sans sonner
je n'ai rien reçu
toujours pas remboursée
je voudrais un échange
quel est le délai de retour ?
où est ma commande ?
puis-je payer en deux fois ?
avez-vous la taille 42 ?
cela taille petit
trop grand pour moi
le pull gratte
la laine bouloche
le cuir est rigide
le prix est excessif
moins cher ailleurs
je cherche une gourde en inox
je cherche une veste étanche
vous avez des sacs étanches ?
quelle est la contenance ?
passe-t-elle au lave-vaisselle ?
combien de temps garde-t-elle le chaud ?
elle garde le café chaud
le café a un goût de métal
un goût de plastique
une goutte de parfum suffit
un compte-gouttes en verre
les gouttes pour les yeux
le mécanisme est grippé
la lampe ne s'allume plus
le fil est trop court
le robinet est en laiton
le drap-housse ne tient pas
rien à redire, merci
"""
ENGLISH = """
the colour is lovely
wrong colour received
the colours faded
does the bottle leak?
is it leakproof?
is it watertight?
is this jacket waterproof?
the bottle is completely leakproof
leakproof and light
leak-proof lid, works well
watertight, tested in the rain
the jacket is waterproof
waterproof to 50 metres
a waterproof bag, very handy
it does not let water in
no water gets in at all
the water stays cold all day
the kettle boils water in two minutes
I drink a lot of water
the bath water was too hot
the water glass is chipped
the water jug is scratched
the jug is cracked
the zip is stuck
the lid is hard to screw on
the lid is missing
the lid does not close properly
the cap is split
the bottle arrived empty
the bottle was smashed
the bottle is heavy
a cup is missing
the cup is chipped
the teapot is gorgeous
the handle came off
the sole came unstuck
the sole is too hard
the seams came apart
a hole in the sleeve
the lining is torn
the rain does not come through
nothing to say against it in the rain
the fabric dries fast
it rains and I stay dry
not warm enough for winter
the umbrella turned inside out
the handle is broken
the varnish flakes
the wood is swollen
stains on the fabric
the candle is too dear
the candle smells odd
the soap arrived opened
the parcel was left in the rain
the box was wet
the parcel was soaked
delivery was late
the driver never rang
nothing has arrived
still not refunded
I would like an exchange
how long do I have to return it?
where is my order?
can I pay in two instalments?
do you have a size 42?
it runs small
too big for me
the jumper itches
the wool pills
the leather is stiff
the price is outrageous
cheaper elsewhere
I am looking for a steel bottle
I am looking for a waterproof coat
do you sell dry bags?
how much does it hold?
is it dishwasher safe?
how long does it keep tea warm?
it keeps coffee hot
the coffee tastes of metal
a taste of plastic
one drop of scent is enough
a glass dropper
drop me a line
I dropped it and the screen cracked
the price dropped the day after
so it is not watertight?
it isn't waterproof but very warm
I do not need a watertight one
the shelf is a bit low
the mechanism is jammed
the lamp will not switch on
the cable is too short
the tap is made of brass
the fitted sheet slips off
the drawer no longer slides
the pull cord snapped
the draught comes in under the door
the heel came loose
the print is upside down
the strap is too short
nothing to complain about, thanks
"""
SENTENCES = tuple(filter(None, (FRENCH + ENGLISH).splitlines()))
