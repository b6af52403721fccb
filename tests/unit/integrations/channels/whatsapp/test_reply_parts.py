"""What a reply is sent as, and that nothing of it ever exceeds what the Cloud API takes."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import (
    Attachment,
    Card,
    ChannelKind,
    OutboundMessage,
    Source,
    TemplateUse,
)
from integrations.channels.meta.reply_text import ReplyPart, chosen
from integrations.channels.meta.simulator.types import Number, SimulatedTemplate
from integrations.channels.meta.simulator.whatsapp_rules import check
from integrations.channels.meta.text_length import units
from integrations.channels.whatsapp import limits
from integrations.channels.whatsapp.reply_parts import render

FAMILY = "👨‍👩‍👧‍👦"
PHOTO = Attachment(attachment_id="a1", name="photo.jpg", media_type="image/jpeg", size=9)


def reply(text: str = "Bonjour", **more: Any) -> OutboundMessage:  # noqa: ANN401
    fields = {"language": "fr", **more}
    return OutboundMessage(
        conversation_id=ConversationId("c1"),
        channel=ChannelKind.WHATSAPP,
        account_id=AccountId("111"),
        sequence=1,
        message_id=MessageId("r1"),
        text=text,
        **fields,
    )


def interactive(part: ReplyPart) -> Any:  # noqa: ANN401
    return part.body["interactive"]


class TestAText:
    def test_is_one_message_with_what_goes_before_and_after(self) -> None:
        source = Source(
            title="Retours", url="https://shop.example/r", quote="q", language="fr", score=1.0
        )

        (part,) = render(
            reply("30 jours.", disclosure="Je suis un assistant automatique.", sources=(source,))
        )

        assert part.body == {
            "type": "text",
            "text": {
                "body": "Je suis un assistant automatique.\n\n30 jours.\n\n"
                "Source : Retours https://shop.example/r",
                "preview_url": True,
            },
        }

    def test_of_a_person_begins_with_their_name(self) -> None:
        (part,) = render(reply("J'arrive.", agent_name="Camille"))

        assert part.body["text"]["body"] == "*Camille*\nJ'arrive."

    def test_that_is_too_long_goes_on_in_another_and_loses_no_word(self) -> None:
        words = [f"mot{number}" for number in range(2000)]

        parts = render(reply(" ".join(words)))

        said = " ".join(part.body["text"]["body"] for part in parts)
        assert said.split() == words
        assert len(parts) > 1

    def test_has_products_below_it(self) -> None:
        card = Card(
            product_id="p1",
            title="Manteau Brume",
            subtitle="Bleu · 40",
            price="189,00 €",
            availability="En stock",
            url="https://shop.example/p1",
        )

        (part,) = render(reply("Voici :", cards=(card,)))

        assert part.body["text"]["body"] == (
            "Voici :\n\n• *Manteau Brume*\n189,00 € · En stock · Bleu · 40\nhttps://shop.example/p1"
        )

    def test_has_the_link_to_the_basket_below_it(self) -> None:
        card = Card(
            product_id="",
            title="Votre panier",
            subtitle="2 articles",
            price="118,00 €",
            availability="Voir le panier et commander",
            url="/fr/panier?TS01-MAR-M=2",
        )

        (part,) = render(reply("C'est fait.", cards=(card,)), base_url="https://shop.example")

        assert part.body["text"]["body"].endswith("/fr/panier?TS01-MAR-M=2")
        assert "118,00 €" in part.body["text"]["body"]

    def test_names_no_source_that_is_a_product_below_it(self) -> None:
        card = Card(
            product_id="p1",
            title="Manteau Brume",
            subtitle="",
            price="",
            availability="",
            url="/fr/p/1",
        )
        source = Source(title="Manteau Brume", url="/fr/p/1", quote="q", language="fr", score=1.0)

        (part,) = render(
            reply("Voici :", cards=(card,), sources=(source,)), base_url="https://shop.example"
        )

        assert part.body["text"]["body"] == (
            "Voici :\n\n• *Manteau Brume*\nhttps://shop.example/fr/p/1"
        )

    def test_leaves_out_links_that_nobody_could_open(self) -> None:
        source = Source(title="Retours", url="pages/r.md", quote="q", language="fr", score=1.0)

        (part,) = render(reply("30 jours.", sources=(source,)))

        assert part.body["text"]["body"].endswith("Source : Retours")


class TestAnswersThatAreOffered:
    def test_are_three_buttons(self) -> None:
        (part,) = render(reply("On annule ?", quick_replies=("Oui", "Non", "Plus tard")))

        buttons = [one["reply"] for one in interactive(part)["action"]["buttons"]]
        assert [one["title"] for one in buttons] == ["Oui", "Non", "Plus tard"]
        assert [chosen(one["id"]) for one in buttons] == ["Oui", "Non", "Plus tard"]

    def test_are_a_list_up_to_ten_or_if_they_are_long(self) -> None:
        sizes = tuple(f"Taille {number}" for number in range(36, 46))
        long = ("Oui, annuler toute ma commande", "Non")

        for choices in (sizes, long):
            (part,) = render(reply("Laquelle ?", quick_replies=choices))
            rows = interactive(part)["action"]["sections"][0]["rows"]
            assert [chosen(row["id"]) for row in rows] == list(choices)

        assert rows[0]["description"] == "Oui, annuler toute ma commande"
        assert units(rows[0]["title"]) <= limits.ROW_TITLE

    def test_are_numbered_in_the_text_beyond_that(self) -> None:
        choices = tuple(f"Point relais {number}" for number in range(1, 12))

        (part,) = render(reply("Lequel ?", quick_replies=choices))

        body = part.body["text"]["body"]
        assert body.startswith("Lequel ?\n\n1. Point relais 1\n2. Point relais 2\n")
        assert body.endswith("Répondez par le numéro de votre choix.")

    def test_of_a_long_text_are_a_list_below_its_end(self) -> None:
        *before, last = render(reply("mot " * 1500, quick_replies=("Oui", "Non")))

        assert all(part.body["type"] == "text" for part in before)
        assert interactive(last)["type"] == "list"


class TestFiles:
    def test_have_the_text_as_their_caption(self) -> None:
        (part,) = render(reply("Voici l'étiquette", attachments=(PHOTO,)))

        assert part.file == PHOTO
        assert part.body == {"type": "image", "image": {"caption": "Voici l'étiquette"}}

    def test_that_are_no_photos_are_documents(self) -> None:
        webp = Attachment(attachment_id="a2", name="x.webp", media_type="image/webp", size=9)

        _, photo, other = render(reply("Voici", attachments=(PHOTO, webp)))

        assert photo.body["type"] == "image"
        assert other.body == {"type": "document", "document": {"filename": "x.webp"}}


class TestATemplate:
    def test_is_sent_with_its_variables_in_its_language(self) -> None:
        used = TemplateUse(
            name="order_shipped", language="fr", body=("Ana", "1042"), buttons=("1042",)
        )

        (part,) = render(reply("Bonjour Ana ...", template=used, quick_replies=("Oui",)))

        assert part.body["template"] == {
            "name": "order_shipped",
            "language": {"code": "fr"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "Ana"},
                        {"type": "text", "text": "1042"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "url",
                    "index": "0",
                    "parameters": [{"type": "text", "text": "1042"}],
                },
            ],
        }

    def test_without_variables_has_no_components(self) -> None:
        (part,) = render(reply(template=TemplateUse(name="hello", language="en_US")))

        assert part.body["template"] == {"name": "hello", "language": {"code": "en_US"}}


_PIECES = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from([FAMILY, " ", "\n"])
)
_TEXT = st.lists(_PIECES, max_size=120).map("".join)
_LONG = st.builds(lambda text, times: text * times, _TEXT, st.integers(1, 60))
_LABELS = st.lists(st.one_of(_TEXT, st.just(FAMILY * 12)), max_size=14).map(tuple)
_URLS = st.sampled_from(["", "https://shop.example/a", "pages/x", "https://[", "javascript:x"])
_CARDS = st.lists(
    st.builds(
        Card,
        product_id=_TEXT,
        title=_TEXT,
        subtitle=_TEXT,
        price=_TEXT,
        availability=_TEXT,
        url=_URLS,
    ),
    max_size=12,
).map(tuple)
_SOURCES = st.lists(
    st.builds(
        Source, title=_TEXT, url=_URLS, quote=_TEXT, language=st.just("fr"), score=st.just(1.0)
    ),
    max_size=5,
).map(tuple)
_FILES = st.lists(
    st.builds(
        Attachment,
        attachment_id=st.just("a"),
        name=_TEXT,
        media_type=st.sampled_from(["image/png", "image/webp", "audio/ogg", "application/pdf"]),
        size=st.integers(1, 20_000_000),
    ),
    max_size=3,
).map(tuple)


_REPLIES = st.builds(
    reply,
    text=_LONG,
    language=st.sampled_from(["fr", "en"]),
    quick_replies=_LABELS,
    cards=_CARDS,
    sources=_SOURCES,
    attachments=_FILES,
    agent_name=_TEXT,
    disclosure=_TEXT,
)


class TestNothingThatIsRendered:
    @settings(max_examples=75)
    @given(message=_REPLIES)
    def test_exceeds_a_limit(self, message: OutboundMessage) -> None:
        for part in render(message):
            _check(part)

    @given(body=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
    def test_exceeds_what_the_simulator_takes_of_a_template(self, body: str) -> None:
        number = Number(
            templates=[SimulatedTemplate(name="t", body="Bonjour {{1}}", language="fr")]
        )
        used = TemplateUse(name="t", language="fr", body=(" ".join(body.split()) or "x",))

        (part,) = render(reply(template=used))

        assert check({"messaging_product": "whatsapp", **part.body}, number) == "template"


def _check(part: ReplyPart) -> None:
    body = dict(part.body)
    if part.file is not None:
        kind = str(body["type"])
        body[kind] = {**body[kind], "id": "1"}
        assert units(body[kind].get("caption", "")) <= limits.CAPTION
    check({"messaging_product": "whatsapp", **body}, Number())
    if body["type"] == "text":
        assert units(body["text"]["body"]) <= limits.TEXT
    if body["type"] == "interactive":
        shown = body["interactive"]
        most = limits.BUTTON_BODY if shown["type"] == "button" else limits.LIST_BODY
        assert 0 < units(shown["body"]["text"]) <= most
