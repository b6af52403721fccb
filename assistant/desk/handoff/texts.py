"""Read the texts about people taking over, in French and English: `resources/texts.*.yml`."""

from pathlib import Path

from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say
