from pathlib import Path

import orjson

from assistant.console.insights.kept_coverage import keep_report, kept_report
from tests.support.seeds.need_coverage import report


class TestTheLastReport:
    def test_is_kept_until_the_next(self, tmp_path: Path) -> None:
        assert kept_report(tmp_path) is None

        keep_report(tmp_path, report())

        kept = kept_report(tmp_path)
        assert kept is not None
        assert orjson.loads(kept) == orjson.loads(orjson.dumps(report().as_dict()))
        assert [one.name for one in tmp_path.iterdir()] == ["coverage.json"]
