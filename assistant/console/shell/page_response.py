"""Render pages from templates, with headers that allow no foreign content and no storage."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from assistant.console.shell.texts import speaker
from assistant.conversation.message import Language
from assistant.kit.web.web_errors import preferred_language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " media-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
"""Content-Security-Policy of every page."""

LANGUAGE_COOKIE = "console_language"
THEME_COOKIE = "console_theme"

_LANGUAGES: Mapping[str, Language] = {"fr": "fr", "en": "en"}

TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language_of(request: Request) -> Language:
    """Return the language that was chosen here, else the one that the browser prefers."""
    chosen = _LANGUAGES.get(request.cookies.get(LANGUAGE_COOKIE, ""))
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
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Vary": "Accept-Language, Cookie",
        "Referrer-Policy": "same-origin",
    }
    return HTMLResponse(html, status_code=status, headers=headers)
