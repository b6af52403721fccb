"""Find the other shops that customers name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.insights.analysis_errors import CompetitorFileError
from assistant.insights.analysis_rows import SignalType
from assistant.insights.signals.signal_patterns import FoundSignal
from assistant.understanding.message_words import fold
from retrieval.text.resource_files import load_yaml

_FORM = TypeAdapter(dict[str, list[str]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Competitors:
    """Hold the names of other shops, and their spellings."""

    names: Mapping[str, str]  # name by folded spelling
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, lexicon: Mapping[str, Sequence[str]], *, sold: Iterable[str] = ()) -> Self:
        """Index a lexicon, without names that are brands the shop sells."""
        own = {fold(brand) for brand in sold}
        names = {
            fold(spelling): name
            for name, spellings in lexicon.items()
            if fold(name) not in own
            for spelling in (name, *spellings)
        }
        joined = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
        return cls(
            names=names, pattern=re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if joined else r"(?!)")
        )

    @classmethod
    def load(cls, path: Path | None, *, sold: Iterable[str] = ()) -> Self:
        """Read the shop's lexicon; None: the one that ships with the assistant.

        Raises:
            CompetitorFileError: the file is missing or has another form.
        """
        if path is None:
            return cls.of(load_yaml("assistant.insights.signals", "competitors.yml"), sold=sold)
        try:
            read = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls.of(_FORM.validate_python(read or {}), sold=sold)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            msg = f'{path} is no list of competitors, such as "Amazon: [amazon, amazone]": {error}'
            raise CompetitorFileError(msg) from None

    def find(self, folded: str) -> Iterator[FoundSignal]:
        """Yield each competitor that a folded text names, once."""
        named = dict.fromkeys(self.names[match[0]] for match in self.pattern.finditer(folded))
        for name in named:
            yield FoundSignal(type=SignalType.COMPETITOR, value=name)
