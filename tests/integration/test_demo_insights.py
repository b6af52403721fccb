"""`comptoir insights demo`: what the demo's customers complain about is found."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from tests.support.processes.comptoir import new_data_dir, run

pytestmark = [pytest.mark.slow, pytest.mark.long]  # half a year of reviews

OWN_CRON = {
    "COMPTOIR_INSIGHTS__DAILY": "false",
    "COMPTOIR_INSIGHTS__DIGEST_TO": '["mara@shop.example"]',
    "COMPTOIR_INSIGHTS__DIGEST_WEEKDAY": "1",
}


async def letters(data_dir: Path) -> list[str]:
    later = datetime.now(UTC) + timedelta(days=1)
    async with open_database(Settings(data_dir=data_dir).log_url) as database:
        taken = await SqlMailSpool(database).take(later, until=later, limit=9)
        return [one.letter.recipient for one in taken]


class TestTheDemosInsights:
    def test_name_what_its_reviews_complain_about(self, demo_data: Path, tmp_path: Path) -> None:
        demo = new_data_dir(tmp_path / "data", like=demo_data, index=True)

        done = run("insights", "demo", "--data-dir", demo)

        assert done.returncode == 0, done.stderr
        assert "made-up reviews are kept as demo-reviews" in done.stdout
        assert "made-up conversations are new in the log" in done.stdout
        for found in (
            "defect_cluster: cire-grain, zip",
            "defect_cluster: gourde-isotherme-vague, leak",
            "size_confusion: robe-ondine",
            "price_objection: caban-amiral",
            "unmet_demand: combinaison plongee",
            "content_gap: ",
            "missing_attribute: cire-grain, lining",
            "out_of_stock_demand: planche-a-decouper-epave",
            "language_demand: de",
            "policy_friction: Livraison",
            "vocabulary_gap: chandail",
            "regional_pain: BE, late",
        ):
            assert found in done.stdout
        assert "Warning" not in done.stderr

    def test_are_told_by_a_build_from_the_command_line_alone(
        self, demo_data: Path, tmp_path: Path
    ) -> None:
        demo = new_data_dir(tmp_path / "data", like=demo_data, index=True)
        where = ("--data-dir", demo)
        added = run("insights", "webhook", "add", "https://hooks.example/x", *where)

        built = run("insights", "demo", *where, env=OWN_CRON)
        again = run("insights", "build", *where, env=OWN_CRON)

        assert (built.returncode, again.returncode) == (0, 0), again.stderr
        told = run("insights", "webhook", "deliveries", added.stdout.split()[0], "--json", *where)
        types = Counter(orjson.loads(line)["type"] for line in told.stdout.splitlines())
        assert types["digest.ready"] == 1
        assert types["insight.opened"] > 1
        assert asyncio.run(letters(demo)) == ["mara@shop.example"]
