"""Read the lines of the pages that answer, and keep them until the next version of the index."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from assistant.console.knowledge.index_view import IndexContents
from assistant.conversation.message import Language
from assistant.improvement.outdated.ports import LookedPages
from assistant.improvement.outdated.stated_lines import StatedText, lines_of
from assistant.kit.whole_file import write_whole
from retrieval.index.index_versions import Versions

_NAME = "page-lines.json"
_LOOKED: TypeAdapter[LookedPages] = TypeAdapter(LookedPages)


@dataclass(frozen=True, slots=True)
class IndexedLines:
    """Implement `PageLines` on an index and a file of the data folder."""

    root: Path  # of the index
    data_dir: Path
    contents: IndexContents = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "contents", IndexContents(self.root))

    def version(self) -> str:
        folder = Versions(self.root).current()
        return folder.name if folder else ""

    def read(self) -> LookedPages:
        version, every = self.contents.every_page()
        return LookedPages(
            version=version,
            pages=tuple(
                StatedText(
                    text_id=page.key[1],
                    language=language,
                    title=page.title,
                    url=page.url,
                    lines=lines_of(passages),
                )
                for page, passages in every
                for language in get_args(Language)
                if language == page.language
            ),
        )

    def before(self) -> LookedPages | None:
        try:
            return _LOOKED.validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None  # nobody looked yet, or another version wrote it

    def keep(self, looked: LookedPages) -> None:
        write_whole(self._file, _LOOKED.dump_json(looked))

    @property
    def _file(self) -> Path:
        return self.data_dir / _NAME
