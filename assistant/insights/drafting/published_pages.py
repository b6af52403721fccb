"""Write published pages as files, which `comptoir index` reads with the shop's own pages."""

from pathlib import Path

import orjson

from assistant.insights.drafting.page_draft import PageDraft
from assistant.kit.whole_file import write_whole


def write_page(folder: Path, draft: PageDraft) -> Path:
    """Write a page as the shop JSON that the catalogue reads; return the file."""
    document = {
        "id": draft.document_id,
        "title": {draft.language: draft.title},
        "text": {draft.language: draft.text},
    }
    if draft.url:
        document["url"] = {draft.language: draft.url}
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, draft)
    write_whole(path, orjson.dumps({"documents": [document]}, option=orjson.OPT_INDENT_2))
    return path


def remove_page(folder: Path, draft: PageDraft) -> None:
    """Remove a page's file; it may be gone already."""
    _path(folder, draft).unlink(missing_ok=True)


def _path(folder: Path, draft: PageDraft) -> Path:
    return folder / f"{draft.draft_id}.json"
