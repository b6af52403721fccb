"""Where files that go with messages are kept."""

from assistant.settings import Settings
from integrations.files.attachments import FolderAttachments


def open_attachments(settings: Settings) -> FolderAttachments:
    """Return them; the folder is made with the first file."""
    most_bytes = settings.attachments.max_mb * 1_000_000
    return FolderAttachments(settings.attachments_folder, most_bytes=most_bytes)
