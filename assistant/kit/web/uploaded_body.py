"""Read the body of a request that is a file, up to a size."""

from fastapi import Request

from assistant.kit.web.web_errors import RefusedError

SLACK_BYTES = 256 * 1024
"""So much more than a file may have is let through to be told about in the file's own words."""


class UploadTooLargeError(Exception):
    """Say that a file has more bytes than are taken."""


async def read_upload(request: Request, most: int) -> bytes:
    """Return a file of at most `most` bytes, and stop as soon as it is known to be larger.

    Raises:
        UploadTooLargeError: it is larger.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise UploadTooLargeError
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > most:
                raise UploadTooLargeError
    except RefusedError:  # the middleware's own bound was quicker
        raise UploadTooLargeError from None
    return bytes(data)
