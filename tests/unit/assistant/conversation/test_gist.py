from dataclasses import replace

import pytest

from assistant.conversation.events import CustomerWrote
from assistant.conversation.gist import gist
from assistant.conversation.message import (
    Location,
    MediaReference,
    MessageKind,
    OrderedItem,
    SharedContact,
)
from tests.support.seeds.conversation_events import wrote

NOTHING = replace(wrote("m1"), text="")


class TestTheGist:
    def test_of_words_is_the_words(self) -> None:
        assert gist(wrote("m1", text="Bonjour")) == "Bonjour"
        assert gist(replace(wrote("m1", text="Oui"), kind=MessageKind.CHOICE)) == "Oui"

    @pytest.mark.parametrize(
        "kind", sorted(set(MessageKind) - {MessageKind.TEXT, MessageKind.CHOICE})
    )
    def test_of_what_has_no_words_is_a_sign(self, kind: MessageKind) -> None:
        assert gist(replace(NOTHING, kind=kind))

    @pytest.mark.parametrize(
        ("event", "text"),
        [
            (
                replace(
                    NOTHING,
                    kind=MessageKind.DOCUMENT,
                    text="Ma facture",
                    media=(MediaReference(media_id="9", name="facture.pdf"),),
                ),
                "📄 Ma facture facture.pdf",
            ),
            (
                replace(
                    NOTHING,
                    kind=MessageKind.LOCATION,
                    location=Location(latitude=48.8606, longitude=2.3376),
                ),
                "📍 48.86060, 2.33760",
            ),
            (
                replace(
                    NOTHING,
                    kind=MessageKind.CONTACTS,
                    contacts=(SharedContact(name="Luc", phones=("+33 6",)),),
                ),
                "👤 Luc +33 6",
            ),
            (
                replace(
                    NOTHING,
                    kind=MessageKind.ORDER,
                    items=(OrderedItem(product_id="BONNET", quantity=2),),
                ),
                "🛒 2 × BONNET",
            ),
        ],
    )
    def test_says_what_is_in_it(self, event: CustomerWrote, text: str) -> None:
        assert gist(event) == text
