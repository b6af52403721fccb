"""Show a form that writes a text of rules, in place of a file, and keep the text."""

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.rule_proposals import FORM_OF, ProposalRefusedError, RuleProposals
from assistant.console.settings.setting_templates import SETTING_PAGES
from assistant.console.settings.setting_texts import say
from assistant.console.settings.settings_pages import errors_of, hold_settings
from assistant.console.shell.access import SignedIn
from assistant.console.shell.page_response import language_of
from assistant.desk.staff.settings_changes import SettingsChanges, UnworkableSettingsError
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.rules.rule_values import WRITTEN_IN
from assistant.improvement.runs.live_check import accepted
from assistant.kit.settings.setting_fields import value_at
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError

_CHANGE = re.compile(r"[^0-9a-f]")  # in no change set's id


class ShowErrors(Protocol):
    """Show the page again, with the typed values and the error of each field."""

    def __call__(self, errors: Mapping[str, str], *, status: int) -> Awaitable[Response]:
        """Return the page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTextForm:
    """Hold the rules that a form writes, or proposes."""

    console: Console
    changes: SettingsChanges
    steps: ChangeSteps
    name: str  # of the template, and of its texts
    path: str  # of the page
    kind: ChangeKind

    @property
    def setting(self) -> str:
        """Return the name of the setting that has the text: "helpdesk.rule_text"."""
        return WRITTEN_IN[self.kind].setting

    @property
    def proposals(self) -> RuleProposals:
        """Return the way to propose these rules."""
        return RuleProposals(kind=self.kind, changes=self.changes, steps=self.steps)

    def held_by(self, settings: Settings) -> str:
        """Return the file or the variable of the server that sets the rules; "": nothing does."""
        file = WRITTEN_IN[self.kind].file
        by_server = {file, self.setting} & self.changes.servers
        variable = f"COMPTOIR_{self.setting.upper().replace('.', '__')}" if by_server else ""
        return str(value_at(settings, file) or variable)

    async def propose(
        self, request: Request, who: SignedIn, show: ShowErrors, *, text: str, version: int
    ) -> Response:
        """Make a proposal of the text, or show why it cannot be one."""
        settings = await self.changes.live.read()
        if self.held_by(settings):
            return await show({}, status=409)
        try:
            await self.changes.try_out({self.setting: text})
            return await self.proposals.send(request, who, text, version=version)
        except (ValidationError, UnworkableSettingsError) as error:
            return await show(errors_of(error, language_of(request)), status=422)
        except ProposalRefusedError as error:
            return await show({"": str(error)}, status=error.status)

    async def keep(
        self,
        request: Request,
        who: SignedIn,
        show: ShowErrors,
        *,
        text: str,
        version: int,
        beside: ChangeSet | None = None,
    ) -> Response:
        """Put the text in force once the scenarios were played, or show why it cannot be.

        `beside` is the proposal of the rules that were sent with it and need a second person.
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
        said = f"&proposed={beside.change_id}" if beside else ""
        return RedirectResponse(f"{self.path}?said=saved{said}", status_code=303)

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
        """Return the page: with the file's name in place of the form where the server has one.

        At the address of proposals the form proposes the rules, and does not set them.
        """
        language = language_of(request)
        stored = await self.changes.current()
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
            file=self.held_by(settings),
            path=self.path,
            only_proposes=request.url.path == FORM_OF[self.kind],
            edited=await self.proposals.edited(request),
            why=(await form_of(request)).get("why", "") if request.method == "POST" else "",
            signs=self.kind is ChangeKind.ORDER_RULES,
            proposed=_CHANGE.sub("", request.query_params.get("proposed", "")),
            said=say(f"page.{said}", language) if said in {"saved", "same"} else "",
            **values,
        )
