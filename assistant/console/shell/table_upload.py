"""Read the table that was sent with a form."""

from fastapi import Request
from starlette.datastructures import UploadFile

from assistant.kit.table_file import decode_table

MOST_BYTES = 200_000  # of a file: bodies of forms have 256 kB at most


async def uploaded_table(request: Request) -> str:
    """Return the text of the form's field `file`; "": there is none.

    Raises:
        TableFileError: it is too large, or not UTF-8.
    """
    form = await request.form()
    try:
        given = form.get("file")
        data = await given.read(MOST_BYTES + 1) if isinstance(given, UploadFile) else b""
    finally:
        await form.close()
    return decode_table(data, most_bytes=MOST_BYTES)
