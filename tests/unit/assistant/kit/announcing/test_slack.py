"""Test announcements as Slack shows them."""

import json
from collections.abc import Mapping
from typing import Any

from assistant.kit.announcing.slack import BLOCKS, HEADER, SECTION, body, message
from assistant.kit.announcing.types import AnnouncementType
from tests.support.simulators.webhook_subscriber import announcement

DIGEST = AnnouncementType.DIGEST_READY


def both(text: str) -> Mapping[str, str]:
    return {"fr": f"fr {text}", "en": text}


def item(title: str = "Customers look for “tents”.", url: str = "") -> Mapping[str, Any]:
    return {
        "title": both(title),
        "figures": both("30 in 1,000 (95%: 17 to 52)"),
        "todo": both("Buy it."),
        "state": both("Accepted"),
        "url": url,
    }


def digest(*parts: list[Mapping[str, Any]], url: str = "") -> Mapping[str, Any]:
    return {
        "title": both("Maison: what customers told you"),
        "totals": both("400 conversations"),
        "nothing": both("Nothing stands out."),
        "parts": [{"title": both(f"Part {n}"), "items": items} for n, items in enumerate(parts)],
        "url": url,
    }


def texts_of(said: Mapping[str, Any]) -> list[str]:
    return [one["text"]["text"] for one in said["blocks"] if "text" in one]


class TestADigest:
    def test_has_a_header_what_is_said_and_links_to_the_pages(self) -> None:
        told = digest([item(url="https://c.example/insights/i/1")], [], url="https://c.example/d")

        said = message(announcement(type_=DIGEST, digest=told), "en")

        assert [one["type"] for one in said["blocks"]] == [
            "header",
            "section",
            "divider",
            "section",
            "section",
            "actions",
        ]
        assert said["blocks"][0]["text"]["type"] == "plain_text"
        assert said["blocks"][4]["accessory"]["url"] == "https://c.example/insights/i/1"
        assert said["blocks"][5]["elements"][0]["url"] == "https://c.example/d"
        assert "30 in 1,000" in texts_of(said)[3]

    def test_is_in_the_subscribers_language(self) -> None:
        said = message(announcement(type_=DIGEST, digest=digest([item()])), "fr")

        assert said["text"] == "fr Maison: what customers told you"
        assert texts_of(said)[1] == "fr 400 conversations"

    def test_says_so_where_nothing_qualifies(self) -> None:
        said = message(announcement(type_=DIGEST, digest=digest([], [])), "en")

        assert texts_of(said)[-1] == "Nothing stands out."

    def test_stays_within_what_slack_takes(self) -> None:
        many = [item("long " * 2000) for _ in range(80)]
        told = {**digest(many), "title": both("x" * 400)}

        said = message(announcement(type_=DIGEST, digest=told), "en")

        assert len(said["blocks"]) == BLOCKS
        assert len(said["blocks"][0]["text"]["text"]) <= HEADER
        assert max(map(len, texts_of(said))) <= SECTION
        assert "more" in texts_of(said)[-1]


class TestAnInsight:
    def test_says_what_became_of_it(self) -> None:
        said = message(announcement(insight=item(url="https://c.example/i/1")), "en")

        assert texts_of(said)[0] == "Accepted"
        assert "Customers look for" in texts_of(said)[1]
        assert said["text"] == "Accepted · Customers look for “tents”."


class TestWords:
    def test_mention_nobody_and_link_nowhere(self) -> None:
        hostile = item("<!channel> <https://evil.example|here> & co")

        said = body(announcement(insight=hostile), "en").decode()

        assert "<!channel>" not in said
        assert "<https://evil" not in said
        assert "&amp; co" in said

    def test_of_a_test_say_that_it_is_one(self) -> None:
        said = json.loads(body(announcement(type_=AnnouncementType.TEST, test=True), "en"))

        assert "test" in said["text"]
