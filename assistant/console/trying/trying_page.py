"""Return a page of the bench, of the saved questions and of their runs."""

from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.shell.access import SignedIn
from assistant.console.shell.page_response import language_of
from assistant.console.trying.bench_texts import name_of, say, say_fault

TEMPLATES = Path(__file__).parent / "templates"
_PAGES = PageFolder(say, (TEMPLATES,))


async def trying_page(
    console: Console,
    request: Request,
    who: SignedIn,
    template: str,
    **values: Any,  # noqa: ANN401  # a template's
) -> Response:
    """Return a page that says names of outcomes, faults and operations in the reader's language."""
    language = language_of(request)
    return await _PAGES.page(
        console,
        request,
        who,
        template,
        here="/console/try",
        name_of=lambda section, name: name_of(section, name, language),
        say_fault=lambda one: say_fault(one, language),
        **values,
    )
