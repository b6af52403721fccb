"""What the documents say, as an agent sends it."""

from assistant.answers.reply_draft import Draft
from assistant.console.copilot.document_answers import _answered
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card

LAMP = Card(
    product_id="lamp",
    title="Lampe Ada",
    subtitle="",
    price="49,00 €",
    availability="En stock",
    url="/fr/produits/lampe-ada",
    image_url="",
)
DRAFT = Draft(kind=ReplyKind.ANSWERED, text="Voici :", language="fr", cards=(LAMP,))


class TestAProduct:
    def test_is_a_line_with_a_link_that_opens_in_a_mail(self) -> None:
        said = _answered(DRAFT, "https://shop.example").text

        assert said.splitlines()[1] == (
            "• Lampe Ada · 49,00 € · En stock · https://shop.example/fr/produits/lampe-ada"
        )

    def test_keeps_its_address_where_that_of_the_shop_is_not_known(self) -> None:
        assert _answered(DRAFT, "").text.endswith("/fr/produits/lampe-ada")
