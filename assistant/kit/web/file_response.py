"""Send a stored file as a download that no browser opens or keeps."""

from urllib.parse import quote

from starlette.responses import Response


def send_file(data: bytes, *, name: str, media_type: str) -> Response:
    """Return a file under its own name, in any letters."""
    return Response(
        data,
        media_type=media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
