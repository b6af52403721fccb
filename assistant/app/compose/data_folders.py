"""Find the folders of the index, of files and of pictures, without importing their readers."""

from pathlib import Path

from assistant.console.account.portraits import MOST_BYTES
from assistant.console.conversations.file_rules import FileRules
from assistant.desk.file_formats import EXTENSIONS
from assistant.kit.settings.settings import PREFIX, SettingError, Settings
from integrations.stores.files.folder_attachments import FolderAttachments
from retrieval.index.index_versions import Versions


def index_root(settings: Settings) -> Path:
    """Return the folder that keeps the index's versions."""
    return settings.data_dir / "index"


async def find_version(settings: Settings) -> str | None:
    """Return the name of the version that is searched, if anything was indexed."""
    current = Versions(index_root(settings)).current()
    return current.name if current else None


def open_attachments(settings: Settings) -> FolderAttachments:
    """Return the store of files that go with messages; the folder is made with the first file."""
    most_bytes = settings.attachments.max_mb * 1_000_000
    return FolderAttachments(settings.attachments_folder, most_bytes=most_bytes)


def open_faces(settings: Settings) -> FolderAttachments:
    """Return the store of agents' pictures."""
    return FolderAttachments(settings.faces_folder, most_bytes=MOST_BYTES)


def file_rules(settings: Settings) -> FileRules:
    """Return which files agents may send.

    Raises:
        SettingError: a media type is named that is never taken.
    """
    types = frozenset(settings.attachments.types or EXTENSIONS)
    if unknown := sorted(types - EXTENSIONS.keys()):
        msg = (
            f"{PREFIX}ATTACHMENTS__TYPES has {', '.join(unknown)}:"
            f" take some of {', '.join(EXTENSIONS)}"
        )
        raise SettingError(msg)
    return FileRules(most_bytes=settings.attachments.max_mb * 1_000_000, types=types)
