"""Render pages from templates, with headers that allow no foreign content and no storage."""

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import HTMLResponse

from assistant.console.shell.page_templates import TEMPLATES, environment
from assistant.console.shell.texts import LANGUAGES, speaker
from assistant.conversation.message import Language
from assistant.kit.web.web_errors import preferred_language

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " media-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
"""Content-Security-Policy of every page."""

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
HEADERS: Mapping[str, str] = {
    **NO_STORE,
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
}
"""Headers of every page: it loads nothing from elsewhere, and nothing keeps it."""

LANGUAGE_COOKIE = "console_language"
THEME_COOKIE = "console_theme"

_ENVIRONMENT = environment(TEMPLATES)


def language_of(request: Request) -> Language:
    """Return the language that was chosen here, else the one that the browser prefers."""
    chosen = LANGUAGES.get(request.cookies.get(LANGUAGE_COOKIE, ""))
    return chosen or preferred_language(request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """Return the theme that was chosen here, `light` or `dark`; "": the system's."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else ""


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return the page that `template` makes of `values`."""
    language = language_of(request)
    html = _ENVIRONMENT.get_template(template).render(
        language=language, theme=theme_of(request), t=speaker(language), **values
    )
    headers = {**HEADERS, "Content-Language": language, "Vary": "Accept-Language, Cookie"}
    return HTMLResponse(html, status_code=status, headers=headers)
