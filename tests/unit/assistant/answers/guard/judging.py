"""What sentences are judged by in the tests: pages of an invented shop, in both languages."""

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.guard.sentence_judge import Basis
from assistant.answers.reply_draft import Ground
from assistant.conversation.message import Language


def ground(text: str, *headings: str, title: str = "Help", language: str = "en") -> Ground:
    return Ground(
        title=title,
        headings=headings,
        text=text,
        url="https://brisemare.example/help",
        language=language,
        score=0.9,
    )


RETURNS = ground(
    "You have 30 days from delivery to return an item. Returns are free from mainland France."
    " Outside mainland France, the return costs 6.90 €. Refunds are made within 14 days to the card"
    " that paid.",
    "Returns",
    title="Returns and refunds",
)
NOT_TAKEN = ground(
    "The item must be unworn, unwashed and with its labels.\n\nWe cannot take back:\n\n"
    "- items embroidered or engraved at your request;\n- opened candles, soaps and skincare;\n"
    "- earrings;\n- gift cards.\n\nItems bought in the sales can be returned on the same terms.",
    "Condition of the item",
    title="Returns and refunds",
)
DELIVERY = ground(
    "| Destination | Mode | Price | Time | Free from |\n|---|---|---|---|---|\n"
    "| France | Pick-up point (Mondial Relay) | 3.90 € | 3 to 5 working days | 60 € |\n"
    "| France | Home (Colissimo) | 5.90 € | 2 to 3 working days | 80 € |\n"
    "| Belgium, Luxembourg | Home | 8.90 € | 3 to 5 working days | 120 € |\n\n"
    "We deliver from Monday to Saturday. Parcels are not delivered on public holidays.",
    "Prices and times",
    title="Delivery",
)
SHOP = ground(
    "Our shop is in Brest, 12 quai de la Douane. It is open from Tuesday to Saturday, 10:00 to"
    " 19:00. Only pieces in stock in the shop can be tried on.",
    "Opening hours",
    title="The shop",
)
RETOURS = ground(
    "Vous disposez de 30 jours après la livraison pour nous retourner un article. Le retour est"
    " gratuit depuis la France métropolitaine uniquement. Nous remboursons sous 14 jours.",
    "Délais",
    title="Retours",
    language="fr",
)
ECHANGES = ground(
    "L'échange par colis n'existe pas encore hors de France métropolitaine. Les articles gravés"
    " ne sont ni repris ni échangés.",
    title="Échanges",
    language="fr",
)
NAMES = KnownProductNames.of(["Sillage Breton-Stripe Dress", "Ouessant Wool Jumper"])
ENGLISH = (RETURNS, NOT_TAKEN, DELIVERY, SHOP)
FRENCH = (RETOURS, ECHANGES)


def basis(*grounds: Ground, language: Language = "en", **more: object) -> Basis:
    return Basis(
        grounds=grounds or (ENGLISH if language == "en" else FRENCH),
        language=language,
        shop="Brisemare",
        names=NAMES,
        secrets=("ref-0123456789abcdef",),
        instructions="You write for the customer service of the shop Brisemare, in English.",
        **more,  # type: ignore[arg-type]  # as given
    )
