"""Render the coverage report as one page that needs nothing beside it."""

from functools import partial
from pathlib import Path

from assistant.answers.coverage.coverage_report import Coverage, CoverageReport
from assistant.answers.coverage.need_list import say
from assistant.console.shell.page_templates import environment
from assistant.conversation.message import Language

MARKS = {
    Coverage.ANSWERED: "✓",
    Coverage.PARTLY: "≈",
    Coverage.CONTRADICTED: "≠",
    Coverage.PERSON: "☎",
    Coverage.GAP: "○",
}
"""Signs of each degree, for people who see no colours."""

_ENVIRONMENT = environment(Path(__file__).parent / "templates")


def write_coverage(report: CoverageReport, language: Language) -> str:
    """Return the page, in the language of the people who read it."""
    day = f"{report.made_at:%d/%m/%Y}" if language == "fr" else f"{report.made_at:%d %B %Y}"
    return _ENVIRONMENT.get_template("coverage.html").render(
        report=report,
        language=language,
        day=day,
        degrees=list(Coverage),
        marks=MARKS,
        t=partial(_say, language),
        percent=partial(percent, language=language),
    )


def percent(share: float, *, language: Language) -> str:
    """Return a share in [0, 1] as people write it."""
    return f"{share:.0%}" if language == "en" else f"{100 * share:.0f}\N{NARROW NO-BREAK SPACE}%"


def _say(language: Language, name: str, /, **values: object) -> str:
    return say(name, language, **values)
