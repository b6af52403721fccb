"""Test that promises with a time are found, and by when each is due."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.insights.projection.checks.promise_times import find_promises

ZONE = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)  # 10 am in Paris


def due(text: str) -> list[str]:
    """Return the local times by which a text of Monday, 10 am, promises something."""
    found = find_promises(text, MONDAY, ZONE)
    return [f"{one.due_at.astimezone(ZONE):%a %H:%M}" for one in found]


class TestPromises:
    @pytest.mark.parametrize(
        ("text", "when"),
        [
            ("Je vous écris avant 17 h.", "Mon 17:42"),  # a tenth of seven hours later
            ("We'll get back to you within 24 hours.", "Tue 12:24"),
            ("Je reviens vers vous dans 15 minutes.", "Mon 10:16"),
            ("Je vous envoie l'étiquette dans l'heure.", "Mon 11:06"),
            ("You'll hear from me by 5 pm.", "Mon 17:42"),
            ("I'll send it to you by Thursday.", "Fri 08:35"),
            ("Vous aurez une réponse vendredi au plus tard.", "Sat 10:59"),
            ("Je vous écris demain avant midi.", "Tue 15:42"),
            ("Je vous confirmerai mardi.", "Wed 03:47"),
        ],
    )
    def test_have_a_time(self, text: str, when: str) -> None:
        assert due(text) == [when]

    @pytest.mark.parametrize(
        "text",
        [
            "Vous avez 30 jours pour le renvoyer.",
            "La livraison prend 2 à 3 jours ouvrés.",
            "Home delivery takes 2 to 3 working days.",
            "Je reviens vers vous dès que possible.",
            "Bonne journée !",
            "They answer within a week.",
            "I can confirm it was delivered on Monday.",
            "Je vous confirme la livraison de mardi.",
            "Je vous réponds dans 9999999 jours.",
            "Je vous réponds sous 99999999999 jours ouvrés.",
        ],
    )
    def test_are_not_found_in_other_sentences(self, text: str) -> None:
        assert due(text) == []

    def test_of_a_call_are_marked(self) -> None:
        (one,) = find_promises("I'll call you at 3 pm.", MONDAY, ZONE)

        assert one.is_call
