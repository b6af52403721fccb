from dataclasses import replace
from zoneinfo import ZoneInfo

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Attachment, Card, Source
from assistant.desk.transcript import Transcript, as_text, transcribe
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.support.seeds.people_events import agent_replied, claimed, handed_off, labelled, noted

PARIS = ZoneInfo("Europe/Paris")
CARD = Card(product_id="p", title="Robe", subtitle="", price="89,00 €", availability="", url="/r")
SOURCE = Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=1.0)
FILE = Attachment(attachment_id="a", name="bon.pdf", media_type="application/pdf", size=9)

STORY: list[ConversationEvent] = [
    started(),
    wrote("m1", text="Bonjour,\n<b>où</b> est ma robe ?"),
    replace(replied("r1", "m1"), cards=(CARD,), sources=(SOURCE, SOURCE)),
    handed_off("m1"),
    replace(
        replied("r2"), author=Author.SYSTEM, kind=ReplyKind.NOTICE, text="Une personne arrive."
    ),
    claimed("anna"),
    noted("c1", "n1", "Cliente fidèle & patiente"),
    labelled("c1", "vip"),
    replace(agent_replied("r3"), at=minute(5), text="Je regarde", attachments=(FILE,)),
]


def french(*, notes: bool = False) -> Transcript:
    return transcribe(
        STORY,
        language="fr",
        zone=PARIS,
        shop="Maison Lune",
        notes=notes,
        names={AgentId("anna"): "Anna L."},
    )


class TestText:
    def test_tells_who_said_what_and_when_in_the_readers_zone(self) -> None:
        assert as_text(french()) == (
            "Votre conversation avec Maison Lune\nHeures : Europe/Paris\n\n"
            "1 mars 2026, 13:00 - Client\nBonjour,\n<b>où</b> est ma robe ?\n\n"
            "1 mars 2026, 13:00 - Assistant de Maison Lune\nVous avez 30 jours.\n"
            "- Robe, 89,00 €\nSource : Retours\n\n"
            "1 mars 2026, 13:00 - Maison Lune\nUne personne arrive.\n\n"
            "1 mars 2026, 13:05 - Anna (Maison Lune)\nJe regarde\nPièce jointe : bon.pdf\n"
        )

    def test_is_in_english_too(self) -> None:
        text = as_text(transcribe(STORY, language="en", zone=PARIS, shop="Lune"))

        assert text.startswith(
            "Your conversation with Lune\nTimes: Europe/Paris\n\n1 March 2026, 13:00 - Customer\n"
        )
        assert "Lune's assistant" in text
        assert "Attachment: bon.pdf" in text

    def test_has_notes_on_request_alone(self) -> None:
        assert "Cliente fidèle" not in as_text(french())
        assert "Anna L. (Note interne)\nCliente fidèle & patiente" in as_text(french(notes=True))
