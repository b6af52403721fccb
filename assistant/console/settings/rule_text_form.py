"""Show a form that writes a text of rules, in place of a file, and keep the text."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.setting_templates import SETTING_PAGES
from assistant.console.settings.setting_texts import say
from assistant.console.settings.settings_pages import errors_of, hold_settings
from assistant.console.shell.access import SignedIn
from assistant.console.shell.page_response import language_of
from assistant.desk.staff.settings_changes import SettingsChanges, UnworkableSettingsError
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError
from assistant.messages.trials.live_check import accepted


class ShowErrors(Protocol):
    """Show the page again, with the typed values and the error of each field."""

    def __call__(self, errors: Mapping[str, str], *, status: int) -> Awaitable[Response]:
        """Return the page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTextForm:
    """Hold the setting that a form writes, and the setting of the file that it stands in for."""

    console: Console
    changes: SettingsChanges
    name: str  # of the template, and of its texts
    path: str  # of the page
    setting: str  # of the text: "helpdesk.rule_text"
    file: str  # of the file's path: "helpdesk.file"

    async def keep(
        self,
        request: Request,
        who: SignedIn,
        show: ShowErrors,
        *,
        text: str,
        version: int,
        then: Callable[[], Awaitable[None]] | None = None,
    ) -> Response:
        """Put the text in force once the saved questions were asked, or show why it cannot be.

        `then` is done as soon as it is in force.
        """
        language, asked = language_of(request), {self.setting: text}
        try:
            parts = (self.console, self.changes, request, who)
            if waits := await hold_settings(*parts, page=self.path, asked=asked, version=version):
                return waits
            noted = accepted(await form_of(request))
            await self.changes.change(
                asked, expected_version=version, by=who.agent.agent_id, noted=noted
            )
        except (ValidationError, UnworkableSettingsError) as error:
            return await show(errors_of(error, language), status=422)
        except SettingsConflictError:
            return await show({"": say("page.overtaken", language)}, status=409)
        if then is not None:
            await then()
        return RedirectResponse(f"{self.path}?said=saved", status_code=303)

    async def show(
        self,
        request: Request,
        who: SignedIn,
        settings: Settings,
        errors: Mapping[str, str],
        *,
        status: int,
        **values: Any,  # noqa: ANN401  # a template's own
    ) -> Response:
        """Return the page: with the file's name in place of the form where the server has one."""
        language = language_of(request)
        stored = await self.changes.current()
        part, _, name = self.file.partition(".")
        by_server = {self.file, self.setting} & self.changes.servers
        variable = f"COMPTOIR_{self.setting.upper().replace('.', '__')}" if by_server else ""
        said = request.query_params.get("said", "")
        return await SETTING_PAGES.page(
            self.console,
            request,
            who,
            f"{self.name}.html",
            status=status,
            title=say(f"{self.name}.title", language),
            version=stored.version if stored else 0,
            errors=errors,
            file=getattr(getattr(settings, part), name) or variable,
            said=say(f"page.{said}", language) if said in {"saved", "same"} else "",
            **values,
        )
