"""Keep the last coverage report in the data folder, for the people who read insights."""

from pathlib import Path

import orjson

from assistant.answers.coverage.coverage_report import CoverageReport
from assistant.kit.whole_file import write_whole

_NAME = "coverage.json"


def keep_report(data_dir: Path, report: CoverageReport) -> None:
    """Keep the report, whole, in place of the one before."""
    write_whole(data_dir / _NAME, orjson.dumps(report.as_dict()))


def kept_report(data_dir: Path) -> bytes | None:
    """Return the last report, as JSON; None: none was made yet."""
    try:
        return (data_dir / _NAME).read_bytes()
    except FileNotFoundError:
        return None
