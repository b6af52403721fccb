"""Each module that makes a request to a language model stands in the table of what it sends."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/subsystems/model.md").read_text(encoding="utf-8")
_MAKES = re.compile(r"(?<![A-Za-z])Request\(|(?<!def )request_in_format\(")
_IMPORTS = re.compile(r"from assistant\.kit\.model\.(?:ports|format_request) import")


def _makers() -> set[str]:
    package = ROOT / "assistant"
    return {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "kit/model" not in str(path)
        and _IMPORTS.search(text := path.read_text(encoding="utf-8"))
        and _MAKES.search(text)
    }


class TestTheTableOfRequests:
    def test_has_every_module_that_makes_one_and_no_other(self) -> None:
        rows = set(re.findall(r"^\| `([\w/]+\.py)`", PAGE, re.MULTILINE))
        assert rows == _makers()
