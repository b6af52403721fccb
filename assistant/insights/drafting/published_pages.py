"""Write published pages as files, which `comptoir index` reads with the shop's own pages."""

from pathlib import Path

from assistant.insights.drafting.page_documents import PageDocument, encode_page
from assistant.insights.drafting.page_draft import PageDraft
from assistant.kit.whole_file import write_whole


def page_file(draft: PageDraft) -> bytes:
    """Return the present words of a page as the shop JSON that the catalogue reads."""
    return encode_page(
        PageDocument(
            document_id=draft.document_id,
            language=draft.language,
            title=draft.title,
            text=draft.text,
            url=draft.url,
        )
    )


def write_page(folder: Path, draft: PageDraft) -> Path:
    """Write a page as a file of the shop; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, draft)
    write_whole(path, page_file(draft))
    return path


def remove_page(folder: Path, draft: PageDraft) -> None:
    """Remove a page's file; it may be gone already."""
    _path(folder, draft).unlink(missing_ok=True)


def _path(folder: Path, draft: PageDraft) -> Path:
    return folder / f"{draft.draft_id}.json"
