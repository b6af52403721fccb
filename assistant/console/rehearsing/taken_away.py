"""Show which scenarios turned red after something was taken away, with the way back."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from fastapi import Request
from markupsafe import Markup

from assistant.console.conversations.console_parts import RUNS, Console
from assistant.console.rehearsing.rehearsal_texts import say, say_miss
from assistant.console.rehearsing.talk_access import is_hidden
from assistant.console.shell.access import SignedIn
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_templates import environment
from assistant.improvement.runs.live_check import Afterwards

_PARTS = environment(Path(__file__).parent / "templates")


def render_taken_away(
    console: Console,
    request: Request,
    who: SignedIn,
    found: Afterwards | None,
    *,
    to: str,
    form: Mapping[str, str],
) -> str:
    """Return the part of a page; "": no scenarios are saved.

    `form` is sent to `to` to put back what was taken away.
    """
    if found is None:
        return ""
    language = language_of(request)
    html = _PARTS.get_template("taken_away.html").render(
        say=lambda name, /, **words: say(name, language, **words),
        say_miss=lambda one: say_miss(one, language),
        is_hidden=partial(is_hidden, who),
        runs=RUNS,
        static=console.assets.base,
        run=found.run,
        reds=found.reds,
        to=to,
        form={"csrf": who.csrf, **form},
    )
    return Markup(html)  # noqa: S704  # made by a template that escapes
