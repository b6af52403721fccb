"""Say the bench in French and English: rules, intents and effects too."""

from pathlib import Path

from assistant.console.shell.decision_words import name_decision
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def name_of(section: str, name: str, language: Language) -> str:
    """Return the word for a value of a section; a value that has none yet: as plain words."""
    return texts(language).get(f"{section}.{name}") or name_decision(section, name, language)


def percent(share: float, language: Language) -> str:
    """Return a share in [0, 1] as people write it."""
    between = "\N{NARROW NO-BREAK SPACE}" if language == "fr" else ""
    return f"{100 * share:.0f}{between}%"


def milliseconds(ms: float, language: Language) -> str:
    """Return milliseconds as people write them: one decimal below ten."""
    written = f"{ms:.1f}" if ms < 10 else f"{ms:.0f}"  # noqa: PLR2004  # below, decimals tell
    return written.replace(".", ",") if language == "fr" else written
