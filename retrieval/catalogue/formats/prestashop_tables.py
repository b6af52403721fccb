"""Read PrestaShop's fixture XML as tables.

Files: data/<entity>.xml and langs/<language>/data/<entity>.xml.
References go by the entity's id ("Men") or, in files dumped from a database, by its number,
which is its place in its file from 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from retrieval.catalogue import safe_xml
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import BadRow

_ROOT = "entity_"  # <entity_product> holds <product> elements


@dataclass(frozen=True, slots=True, kw_only=True)
class PrestashopRecord:
    """Hold one entity: its attributes and child elements by name."""

    key: str
    line: int
    file: str
    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a field, "" when there is none."""
        return self.fields.get(name, "")


@dataclass(slots=True, kw_only=True)
class PrestashopExport:
    """Hold all files below one folder."""

    entities: dict[str, dict[str, PrestashopRecord]] = field(
        default_factory=dict
    )  # by entity, by id
    places: dict[str, tuple[PrestashopRecord, ...]] = field(
        default_factory=dict
    )  # the same, by place
    texts: dict[str, dict[str, dict[str, PrestashopRecord]]] = field(
        default_factory=dict
    )  # by language

    def all(self, entity: str) -> Iterable[PrestashopRecord]:
        """Return every record of an entity, in the file's order."""
        return self.entities.get(entity, {}).values()

    def find(self, entity: str, reference: str) -> PrestashopRecord | None:
        """Return the record an id or a number refers to."""
        records = self.entities.get(entity, {})
        if reference in records or not reference.isdigit():
            return records.get(reference)
        if len(self.places.get(entity, ())) != len(records):
            self.places[entity] = tuple(records.values())
        place = int(reference) - 1
        return self.places[entity][place] if 0 <= place < len(records) else None

    def text(self, language: str, entity: str, key: str, name: str) -> str:
        """Return a translated field, "" when there is none."""
        record = self.texts.get(language, {}).get(entity, {}).get(key)
        return record.get(name) if record else ""


def is_prestashop(root_tag: str) -> bool:
    """Return whether an XML file's root element is that of a fixture."""
    return root_tag.startswith(_ROOT)


def base_of(path: PurePosixPath) -> PurePosixPath:
    """Return the folder that holds data/ and langs/ of the shop `path` belongs to."""
    parts = path.parent.parts
    mark = "langs" if language_of(path) else "data"
    return PurePosixPath(*parts[: _last(parts, mark)]) if mark in parts else path.parent


def language_of(path: PurePosixPath) -> str:
    """Return the language folder of a file of texts, "" for a file of data."""
    parts = path.parent.parts
    place = _last(parts, "langs") + 1 if "langs" in parts else len(parts)
    return parts[place].lower() if place < len(parts) else ""


def _last(parts: Sequence[str], name: str) -> int:
    return len(parts) - 1 - list(reversed(parts)).index(name)


def load(sources: Iterable[SourceFile]) -> tuple[PrestashopExport, list[BadRow]]:
    """Return the tables in `sources`, all of one shop, and the faults of the files."""
    shop = PrestashopExport()
    bad: list[BadRow] = []
    for source in sources:
        try:
            root, faults = safe_xml.parse(source.data)
        except safe_xml.UnsafeXmlError as error:
            bad.append(BadRow(file=source.name, line=None, reason=str(error)))
            continue
        bad.extend(BadRow(file=source.name, line=line, reason=reason) for line, reason in faults)
        if root is None:
            continue
        entity = str(root.tag).removeprefix(_ROOT)
        language = language_of(source.path)
        tables = shop.texts.setdefault(language, {}) if language else shop.entities
        table = tables.setdefault(entity, {})
        for record in _records(root, entity, source.name):
            table.setdefault(record.key, record)
    return shop, bad


def _records(root: safe_xml.Element, entity: str, file: str) -> Iterator[PrestashopRecord]:
    found = (element for element in root.iter() if element.tag == entity)
    for number, element in enumerate(found, start=1):
        fields = {str(name): str(value) for name, value in element.attrib.items()}
        fields |= {c.tag: safe_xml.text_of(c) for c in element if isinstance(c.tag, str)}
        key = fields.get("id", str(number))
        yield PrestashopRecord(key=key, line=safe_xml.line_of(element), file=file, fields=fields)
