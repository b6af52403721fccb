"""Read the texts of a part in French and English: a folder's `texts.fr.yml` and `texts.en.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast, get_args

import yaml

from assistant.conversation.message import Language


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Hold texts by "section.name", or by their name if they stand in no section; read once."""

    folder: Path

    @cached_property
    def _read(self) -> Mapping[Language, Mapping[str, str]]:
        read = {one: _flat(self.folder / f"texts.{one}.yml") for one in get_args(Language)}
        if len({frozenset(names) for names in read.values()}) > 1:
            names = sorted(frozenset(read["fr"]) ^ frozenset(read["en"]))
            msg = f"{self.folder}/texts.*.yml: only one language has {', '.join(names)}"
            raise ValueError(msg)
        return read

    def texts(self, language: Language) -> Mapping[str, str]:
        """Return every text.

        Raises:
            ValueError: the two languages do not have the same names.
        """
        return self._read[language]

    def say(self, name: str, language: Language, /, **values: object) -> str:
        """Return a text with its placeholders filled."""
        return self._read[language][name].format(**values)


def _flat(path: Path) -> dict[str, str]:
    read = cast("dict[str, str | dict[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
    flat: dict[str, str] = {}
    for name, value in read.items():
        if isinstance(value, str):
            flat[name] = value
        else:
            flat.update({f"{name}.{inner}": text for inner, text in value.items()})
    return flat
