"""Define the files that agents may send."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.console.shell.texts import say
from assistant.conversation.message import Language
from assistant.desk.file_formats import EXTENSIONS, Flaw

MOST_FILES = 5  # of one reply

_MB, _KB = 1_000_000, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """Hold the size and types of files that may be sent."""

    most_bytes: int = 10 * _MB  # of one file
    types: frozenset[str] = field(default_factory=lambda: frozenset(EXTENSIONS))

    @property
    def endings(self) -> Sequence[str]:
        """Return the endings of names of such files, each with its dot."""
        known = (EXTENSIONS[one] for one in EXTENSIONS if one in self.types)
        return tuple(f".{ending}" for endings in known for ending in endings)

    @property
    def kinds(self) -> str:
        """Return the types in words that people read."""
        return ", ".join(EXTENSIONS[one][0] for one in EXTENSIONS if one in self.types)

    def explain(self, flaw: Flaw, language: Language) -> str:
        """Return the reason why a file is refused, with the size and types that are allowed."""
        most = size(language, self.most_bytes)
        return say(f"file.{flaw}", language, most=most, kinds=self.kinds)


def size(language: Language, count: int) -> str:
    """Return a number of bytes in words that people read."""
    unit = "o" if language == "fr" else "B"
    if count >= _MB:
        number = f"{count / _MB:.1f}".removesuffix(".0")
        return f"{number.replace('.', ',') if language == 'fr' else number} M{unit}"
    return f"{max(1, round(count / _KB))} k{unit}"
