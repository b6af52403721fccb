"""Say the texts of the pages of outreach in French and English."""

from pathlib import Path

from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say
