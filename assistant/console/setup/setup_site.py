"""Hold the parts behind the set-up, and the frame that all its pages share."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.settings.setting_templates import TEMPLATES as SETTING_TEMPLATES
from assistant.console.settings.setting_texts import say as say_setting
from assistant.console.settings.settings_pages import errors_of, hold_settings, version_of
from assistant.console.setup.judged_answers import JudgedAnswers
from assistant.console.setup.setup_checklist import OPTIONAL, SetupFacts, SetupStep, after
from assistant.console.setup.setup_marks import SetupMarks
from assistant.console.setup.setup_texts import say
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.shell.access import SignedIn
from assistant.console.shell.page_response import language_of
from assistant.desk.staff.settings_changes import SettingsChanges, UnworkableSettingsError
from assistant.improvement.runs.live_check import accepted
from assistant.kit.settings.setting_fields import setting_fields, spell, value_at
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError

STEPS = "/console/set-up"
_PAGES = PageFolder(say, (Path(__file__).parent / "templates", SETTING_TEMPLATES))


Refuse = Callable[[Mapping[str, str]], Awaitable[Response]]
"""Return the page of a step with the error of each setting."""


class PageUnreachableError(Exception):
    """Say that a page of the shop cannot be opened from here, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSite:
    """Hold the parts that the steps need."""

    console: Console
    changes: SettingsChanges
    sources: ShopSources
    marks_on_sources: SourceMarks
    marks: SetupMarks
    judging: JudgedAnswers
    find_version: Callable[[], Awaitable[str | None]]
    fetch: Callable[[Settings, str], str]  # a page's text; PageUnreachableError. Blocks
    ask_reading: Callable[[], Awaitable[None]] | None  # None: this process reads nothing

    async def facts(self) -> SetupFacts:
        """Return the parts that are there."""
        settings = await self.changes.live.read()
        return SetupFacts(
            has_profile=settings.shop.profile_source is not None,
            has_index=await self.find_version() is not None,
            has_desk=settings.helpdesk.kind != "none",
            has_origin=bool(settings.webchat.origins),
            marks=await asyncio.to_thread(self.marks.read),
        )

    async def given(self, form: Mapping[str, str]) -> Settings:
        """Return the settings that a form was made of."""
        return await self.changes.read_at(version_of(form))

    async def put(
        self,
        who: SignedIn,
        ask: Callable[[Settings], Mapping[str, str]],
        request: Request,
        refuse: Refuse,
        *,
        back: str = "",
    ) -> Response | None:
        """Change the settings that `ask` makes of those in force, as soon as they may be.

        Returns the page that `refuse` makes of errors, or the way to the run of the scenarios
        that the change waits for, from which `back` leads to the step; None: it is in force.
        """
        changes, language = self.changes, language_of(request)
        newest = await changes.current()
        version = newest.version if newest else 0
        settings = await changes.read_at(version)
        asked = {
            name: text
            for name, text in ask(settings).items()
            if text != spell(value_at(settings, name))
        }
        if held := sorted(changes.servers & set(asked)):
            say_held = partial(say_setting, "page.server_how", language)
            fields = setting_fields()
            return await refuse({one: say_held(variable=fields[one].variable) for one in held})
        page, parts = request.url.path, (self.console, changes, request, who)
        try:
            if waits := await hold_settings(
                *parts, page=page, asked=asked, version=version, back=back
            ):
                return waits
            noted = accepted(await form_of(request))
            by = who.agent.agent_id
            await changes.change(asked, expected_version=version, by=by, noted=noted)
        except (ValidationError, UnworkableSettingsError) as error:
            return await refuse(errors_of(error, language))
        except SettingsConflictError:
            return await self.put(who, ask, request, refuse, back=back)
        return None

    async def page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        step: SetupStep | None,
        *,
        status: int = 200,
        **values: Any,  # noqa: ANN401 - a template's own
    ) -> Response:
        """Return a page of the set-up, with the way to the next step."""
        language = language_of(request)
        stored = await self.changes.current()
        title = say(f"steps.{step}" if step else "steps.title", language)
        following = after(step) if step else None
        return await _PAGES.page(
            self.console,
            request,
            who,
            template,
            here=f"{STEPS}/{step}" if step else STEPS,
            status=status,
            title=title,
            say_setting=lambda name, /, **given: say_setting(name, language, **given),
            step=step,
            following=f"{STEPS}/{following}" if following else STEPS,
            optional=OPTIONAL,
            facts=await self.facts(),
            steps=list(SetupStep),
            version=stored.version if stored else 0,
            **values,
        )
