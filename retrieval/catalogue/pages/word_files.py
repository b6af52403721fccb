"""Word documents as Markdown, with their headings, lists and tables."""

import io
import zipfile

import mammoth  # type: ignore[import-untyped]  # it ships no types

from retrieval.catalogue.shop_html import to_markdown
from retrieval.catalogue.types import UnreadableError

_MAX_UNPACKED = 128 * 2**20  # bytes; a long contract with pictures has 20
_MAX_FILES = 5000
_NO_PICTURES = mammoth.images.img_element(lambda _: {})


def docx_to_markdown(data: bytes) -> str:
    """Return the text of a .docx file.

    Raises:
        UnreadableError: it is none, is protected, or unpacks to more than it may.
    """
    _check(data)
    try:
        # Pictures are no text, and linked ones are files that a stranger's document names.
        result = mammoth.convert_to_html(io.BytesIO(data), convert_image=_NO_PICTURES)
    except Exception as error:  # a broken file can raise anything in the converter
        message = "it cannot be read: save it again as .docx, or as PDF"
        raise UnreadableError(message) from error
    return to_markdown(str(result.value))


def _check(data: bytes) -> None:
    """Refuse a file that would fill the memory; zipfile unpacks no more than the stated sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except Exception as error:  # a broken archive raises more than BadZipFile
        message = "it is no Word document, or is protected by a password: save it again as .docx"
        raise UnreadableError(message) from error
    if len(files) > _MAX_FILES or sum(file.file_size for file in files) > _MAX_UNPACKED:
        message = f"it unpacks to more than {_MAX_UNPACKED // 2**20} MB: remove pictures from it"
        raise UnreadableError(message)
