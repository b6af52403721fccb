"""Read the texts of a part in French and English: a folder's `texts.fr.yml` and `texts.en.yml`."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast, get_args

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


class _OnceLoader(yaml.CSafeLoader):  # in C: ten times as fast
    """Read YAML in which every name stands once: of two, the last would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # PyYAML's
        """Return the values by their names.

        Raises:
            ConstructorError: a name stands twice.
        """
        names = set[str]()
        for name, _ in node.value:
            if name.value in names:
                msg = f"{name.value} stands twice"
                raise yaml.constructor.ConstructorError(None, None, msg, name.start_mark)
            names.add(name.value)
        return super().construct_mapping(node, deep=deep)


def _flat(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as file:
        read = cast("dict[str, str | dict[str, str]]", yaml.load(file, _OnceLoader))  # noqa: S506  # a SafeLoader
    flat: dict[str, str] = {}
    for name, value in read.items():
        if isinstance(value, str):
            flat[name] = value
        else:
            flat.update({f"{name}.{inner}": text for inner, text in value.items()})
    return flat
