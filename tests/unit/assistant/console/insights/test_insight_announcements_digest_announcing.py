"""The week's digest as other systems get it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from assistant.console.insights.insight_announcements import announce_digest
from assistant.conversation.message import Language
from assistant.insights.wording.insight_wording import Names
from assistant.kit.announcing.slack import message
from assistant.kit.announcing.types import AnnouncementType
from tests.support.seeds.insight_rows import NOON, measure, open_insight
from tests.unit.assistant.console.insights.test_week_digest import TOTALS, overview

NAMED: Mapping[Language, Names] = {
    "fr": Names(products={}, topics={}),
    "en": Names(products={}, topics={}),
}


class TestADigest:
    def test_has_one_id_all_week(self) -> None:
        monday = NOON - timedelta(days=6)
        ids = {
            announce_digest(overview(), NAMED, shop="M", url="", at=at).announcement_id
            for at in (monday, NOON, NOON + timedelta(days=1))
        }

        assert ids == {"digest_2026w26", "digest_2026w27"}

    def test_says_it_in_both_languages_with_links(self) -> None:
        wanted = open_insight("tents")
        told = announce_digest(
            overview(wanted), NAMED, shop="Maison", url="https://c.example", at=NOON
        )

        assert told.type is AnnouncementType.DIGEST_READY
        digest = told.data["digest"]
        assert digest["title"]["fr"].startswith("Maison\u00a0: ce que les clients vous ont dit")
        [item] = digest["parts"][0]["items"]
        assert item["title"]["en"].startswith("Customers look for “tents”")
        assert item["url"] == f"https://c.example/insights/i/{wanted.insight_id}"
        assert "Customers look for" in str(message(told, "en"))

    def test_says_nothing_of_fewer_than_five_customers(self) -> None:
        few = open_insight("tents")
        few = replace(few, finding=replace(few.finding, measure=measure(4, 400)))
        quiet = replace(overview(few), totals=replace(TOTALS, customers=4))

        told = announce_digest(quiet, NAMED, shop="M", url="", at=NOON)

        assert "tents" not in str(told.data)
        assert "400" not in str(told.data)
