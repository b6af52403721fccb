"""Render the report of a reading, alone: pages fetch it again while it grows."""

from functools import partial
from pathlib import Path

from assistant.console.setup.reason_words import say_reason
from assistant.console.setup.setup_texts import say
from assistant.console.setup.shop_sources import ReadingReport
from assistant.console.shell.page_templates import environment
from assistant.conversation.message import Language

_ENVIRONMENT = environment(Path(__file__).parent / "templates")


def render_reading(report: ReadingReport, language: Language) -> str:
    """Return the part of a page that tells how far a reading is, and its result."""
    return _ENVIRONMENT.get_template("reading.html").render(
        say=lambda name, /, **values: say(name, language, **values),
        say_reason=partial(say_reason, language=language),
        report=report,
    )
