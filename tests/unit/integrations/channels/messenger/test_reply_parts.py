"""No reply, however long its parts, becomes a message that Messenger would refuse."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import Attachment, Card, ChannelKind, OutboundMessage, Source
from integrations.channels.messenger.reply_parts import render
from integrations.channels.meta.reply_text import chosen

FAMILY = "👨‍👩‍👧‍👦"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def a_reply(**changes: Any) -> OutboundMessage:  # noqa: ANN401 - its fields
    said: dict[str, Any] = {
        "conversation_id": ConversationId("c1"),
        "channel": ChannelKind.MESSENGER,
        "account_id": AccountId("page"),
        "sequence": 3,
        "message_id": MessageId("m1"),
        "text": "Oui, vous avez 30 jours.",
        "language": "fr",
    }
    return OutboundMessage(**(said | changes))


def a_card(**changes: Any) -> Card:  # noqa: ANN401 - its fields
    said = {
        "product_id": "p1",
        "title": "Robe en lin",
        "subtitle": "Rouge · S, M",
        "price": "89,00 €",
        "availability": "En stock",
        "url": "https://shop.example/robe",
        "image_url": "https://shop.example/robe.jpg",
    }
    return Card(**(said | changes))


texts = st.text(max_size=60) | st.text(alphabet="aé \n.👍", min_size=100, max_size=3000)
words = st.text(max_size=120)
urls = words | st.builds("https://shop.example/{}".format, st.text("ab/é 👍", max_size=2500))
replies = st.builds(
    a_reply,
    text=texts,
    disclosure=words,
    language=st.sampled_from(["fr", "en"]),
    quick_replies=st.lists(words, max_size=20).map(tuple),
    cards=st.lists(
        st.builds(a_card, title=words, subtitle=words, price=words, url=urls, image_url=urls),
        max_size=23,
    ).map(tuple),
    sources=st.lists(
        st.builds(
            Source, title=words, url=urls, quote=words, language=st.just("fr"), score=st.just(0.9)
        ),
        max_size=5,
    ).map(tuple),
    attachments=st.lists(
        st.builds(
            Attachment,
            attachment_id=st.just("a"),
            name=words,
            media_type=st.sampled_from(["image/png", "video/mp4", "application/pdf"]),
            size=st.integers(1, 30_000_000),
        ),
        max_size=2,
    ).map(tuple),
)


def complain(body: Mapping[str, Any]) -> str:  # noqa: C901, PLR0911, PLR0912  # a list of rules
    """Return which of Meta's rules a message breaks; "": none."""
    if not ({"text"} <= body.keys() or {"attachment"} <= body.keys()):
        return "neither text nor attachment"
    if "text" in body and "attachment" in body:
        return "both text and attachment"
    if "text" in body and not 1 <= units(body["text"]) <= 2000:
        return "text"
    if "text" in body and not body["text"].strip():
        return "blank text"
    offered = body.get("quick_replies", [])
    if len(offered) > 13:
        return "quick replies"
    for one in offered:
        if not 1 <= units(one["title"]) <= 20 or not 1 <= units(one["payload"]) <= 1000:
            return "quick reply"
    attachment = body.get("attachment")
    if attachment is None or attachment["type"] != "template":
        return ""
    elements = attachment["payload"]["elements"]
    if not 1 <= len(elements) <= 10:
        return "elements"
    for element in elements:
        if not 1 <= units(element["title"]) <= 80 or units(element["subtitle"]) > 80:
            return "element"
        if len(element) < 2 or len(element.get("buttons", ())) > 3:
            return "element's parts"
        for button in element.get("buttons", ()):
            if units(button["title"]) > 20 or not button["url"].startswith("http"):
                return "button"
    return ""


class TestWhateverIsWritten:
    @settings(max_examples=300)
    @given(replies, words.filter(str.strip))
    def test_no_message_breaks_a_limit(self, reply: OutboundMessage, name: str) -> None:
        for part in render(reply, base_url="https://shop.example", name=name[:20]):
            assert complain(part.body) == ""

    @settings(max_examples=200)
    @given(st.text(alphabet="abcé .\n👍", min_size=1, max_size=6000).filter(str.strip))
    def test_no_word_of_a_text_is_lost(self, text: str) -> None:
        said = [part.body["text"] for part in render(a_reply(text=text))]

        assert "".join("".join(said).split()) == "".join(text.split())

    @given(st.integers(0, 40))
    def test_no_emoji_of_several_people_is_torn(self, before: int) -> None:
        title = "a" * before + FAMILY * 12
        (part,) = render(a_reply(text="", cards=(a_card(title=title),)))
        shown = part.body["attachment"]["payload"]["elements"][0]["title"]

        assert shown.endswith("…")
        assert shown.rstrip("…").replace(FAMILY, "").strip("a") == ""


class TestAReply:
    def test_says_first_that_a_machine_writes(self) -> None:
        (part,) = render(a_reply(disclosure="Je suis l'assistant automatique."))

        assert part.body["text"].startswith("Je suis l'assistant automatique.\n\nOui")

    def test_shows_choices_below_its_last_message(self) -> None:
        first, last = render(a_reply(cards=(a_card(),), quick_replies=("Oui", "Non")))

        assert "quick_replies" not in first.body
        assert [one["title"] for one in last.body["quick_replies"]] == ["Oui", "Non"]
        assert chosen(last.body["quick_replies"][1]["payload"]) == "Non"

    def test_numbers_choices_that_are_too_long_in_its_text(self) -> None:
        long = "Je voudrais changer l'adresse de livraison"
        (part,) = render(a_reply(quick_replies=(long, "Non")))

        assert f"1. {long}\n2. Non" in part.body["text"]
        titles = [one["title"] for one in part.body["quick_replies"]]
        assert titles == ["1. Je voudrais chan…", "2. Non"]
        assert chosen(part.body["quick_replies"][0]["payload"]) == long

    def test_numbers_choices_that_are_too_many(self) -> None:
        (part,) = render(a_reply(quick_replies=tuple(f"Taille {n}" for n in range(36, 51))))

        assert "15. Taille 50" in part.body["text"]
        assert len(part.body["quick_replies"]) == 13

    def test_names_its_sources_once_with_their_links(self) -> None:
        source = Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=0.9)
        (part,) = render(a_reply(sources=(source, source)), base_url="https://shop.example")

        assert part.body["text"].endswith("\n\nSource : Retours https://shop.example/retours")

    def test_does_not_name_what_its_cards_show(self) -> None:
        source = Source(title="Robe en lin", url="", quote="lin", language="fr", score=0.9)
        text, _ = render(a_reply(sources=(source,), cards=(a_card(),)))

        assert "Source" not in text.body["text"]

    def test_shows_more_cards_than_one_row_has_in_rows(self) -> None:
        _, first, second = render(a_reply(cards=(a_card(),) * 12))

        assert len(first.body["attachment"]["payload"]["elements"]) == 10
        assert len(second.body["attachment"]["payload"]["elements"]) == 2

    def test_shows_a_card_without_the_link_that_it_has_not(self) -> None:
        (part,) = render(a_reply(text="", cards=(a_card(url="/robe", image_url="/robe.svg"),)))
        (element,) = part.body["attachment"]["payload"]["elements"]

        assert element == {
            "title": "Robe en lin",
            "subtitle": "89,00 € · En stock · Rouge · S, M",
        }

    def test_says_who_writes_where_no_persona_does(self) -> None:
        (part,) = render(a_reply(), name="Camille")

        assert part.body["text"] == "Camille :\nOui, vous avez 30 jours."

    def test_sends_a_picture_that_is_too_large_for_one_as_a_file(self) -> None:
        picture = Attachment(
            attachment_id="a", name="photo.png", media_type="image/png", size=9_000_000
        )
        _, part = render(a_reply(attachments=(picture,)))

        assert part.file == picture
        assert part.body["attachment"]["type"] == "file"

    def test_that_says_nothing_is_no_message(self) -> None:
        assert render(a_reply(text="  ")) == ()


class TestABasket:
    def test_has_a_button_on_each_card_that_can_be_bought(self) -> None:
        card = a_card(url="https://shop.example/p", add="Ajouter au panier : Robe")
        (part,) = render(a_reply(text="", cards=(card,)))

        (element,) = part.body["attachment"]["payload"]["elements"]
        assert element["buttons"][1] == {
            "type": "postback",
            "title": "Au panier",
            "payload": "choice:Ajouter au panier : Robe",
        }

    def test_is_a_card_that_leads_to_the_checkout(self) -> None:
        card = a_card(product_id="", title="Votre panier", price="59,00 €", url="/fr/panier?A=1")
        (part,) = render(a_reply(text="", cards=(card,)), base_url="https://shop.example")

        (element,) = part.body["attachment"]["payload"]["elements"]
        assert element["default_action"]["url"] == "https://shop.example/fr/panier?A=1"
