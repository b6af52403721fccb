"""Show the description of the API with Swagger UI, whose files come with a Python package.

Nothing is loaded from another site, and the page may run no script but these.
"""

import base64
import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

DOCS = "/api/docs"
_FILES = "swagger-ui-bundle.js|swagger-ui.css|favicon-32x32.png"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def routes() -> APIRouter:
    """Return the page, its files, and the way to it from /docs."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def lead() -> RedirectResponse:
        return RedirectResponse(DOCS, status_code=308)

    @router.get(DOCS)
    async def show() -> HTMLResponse:
        return _page()

    @router.get(f"{DOCS}/{{name}}")
    async def give(name: Annotated[str, InPath(pattern=rf"^({_FILES})$")]) -> FileResponse:
        return FileResponse(_folder() / name, headers={"Cache-Control": "max-age=86400"})

    return router


def _page() -> HTMLResponse:
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title="Comptoir",
        swagger_js_url="docs/swagger-ui-bundle.js",
        swagger_css_url="docs/swagger-ui.css",
        swagger_favicon_url="docs/favicon-32x32.png",
    )
    scripts = " ".join(map(_allowed, _SCRIPT.findall(bytes(page.body).decode())))
    policy = (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; base-uri 'none';"
        " style-src 'self' 'unsafe-inline'; form-action 'none'; frame-ancestors 'none';"
        f" script-src 'self' {scripts}"
    )
    page.headers["Content-Security-Policy"] = policy
    return page


def _allowed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _folder() -> Path:
    found = find_spec("swagger_ui")
    if found is None or not found.submodule_search_locations:
        msg = "swagger-ui-py is not installed"
        raise ModuleNotFoundError(msg)
    return Path(found.submodule_search_locations[0]) / "static"
