"""Show the settings by groups, change them, and take a change back."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console, held
from assistant.console.settings import shop_lines
from assistant.console.settings.rule_fault_words import say_faults
from assistant.console.settings.setting_groups import (
    FORMS,
    GROUPS,
    fields_of,
    may_change,
    read_fields,
    show_fields,
    show_groups,
)
from assistant.console.settings.setting_templates import SETTING_PAGES
from assistant.console.settings.setting_texts import labelled, say, say_error
from assistant.console.shell.access import DeniedError, SignedIn, comes_from_us, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import PageRoute, page_router
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import (
    SettingsChanges,
    SettingsCheck,
    UnworkableSettingsError,
)
from assistant.improvement.runs.live_check import accepted, resent
from assistant.kit.settings.layered_settings import layer_strictly, names_of
from assistant.kit.settings.setting_fields import FieldShape, setting_fields
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion
from assistant.messages.trials.candidate_change import CandidateChange

PAGE = "/console/settings"
_ADDRESS = "console.url"
_HISTORY = 20  # changes shown
_SEARCHED = 500  # changes among which an agent's are looked for
ANSWERING = frozenset({"policy", "escalation", "search", "shop", "dialogue", "model", "helpdesk"})
"""Sections of settings that answers follow from."""

_SECRET = {FieldShape.SECRET, FieldShape.SECRETS, FieldShape.RECORDS}  # there are keys in records
_NOTHING: Mapping[str, str] = {}

Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_SETTINGS))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_SETTINGS))]


def routes(console: Console, changes: SettingsChanges) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _SettingsPages(console, changes)
    return page_router(
        ("GET", PAGE, pages.overview),
        ("POST", f"{PAGE}/undo", pages.undo),
        *(route for name in GROUPS for route in _group_routes(pages, name)),
    )


def _group_routes(pages: "_SettingsPages", group: str) -> Iterator[PageRoute]:
    """Yield the routes of one group, which declare the permission of its row in `GROUPS`."""
    needed = require(GROUPS[group].permission)

    async def show(request: Request, who: Annotated[SignedIn, Depends(needed)]) -> Response:
        return await pages.show(request, who, group)

    async def change(request: Request, who: Annotated[SignedIn, Depends(needed)]) -> Response:
        return await pages.change(request, who, group)

    yield "GET", f"{PAGE}/{group}", show
    yield "POST", f"{PAGE}/{group}", change


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """Hold a change of settings in the history."""

    version: SettingsVersion
    who: str
    labels: Sequence[str]


def lets_in(request: Request) -> SettingsCheck:
    """Return a check that the console, once changed, still takes requests from this browser."""

    def check(settings: Settings) -> None:
        if not comes_from_us(request, settings.console.url):
            why = say("error.elsewhere", language_of(request))
            raise UnworkableSettingsError(_ADDRESS, why=why)

    return check


def errors_of(
    error: ValidationError | UnworkableSettingsError, language: Language
) -> Mapping[str, str]:
    """Return the error of each setting, in the reader's language."""
    if isinstance(error, ValidationError):
        said = map(partial(say_error, language=language), error.errors())
        return dict(zip(names_of(error), said, strict=True))
    if not error.why:
        return dict.fromkeys(error.names, say("error.needed", language))
    if error.faults:
        return dict.fromkeys(error.names, say_faults(error.faults, language))
    fields = setting_fields()
    return {
        name: say(
            "error.rules" if fields[name].shape is FieldShape.PAGE else "error.other",
            language,
            why=error.why,
        )
        for name in error.names
    }


async def hold_settings(
    console: Console,
    changes: SettingsChanges,
    request: Request,
    who: SignedIn,
    *,
    page: str,
    asked: Mapping[str, str],
    version: int,
    back: str = "",
) -> Response | None:
    """Return the way to the run of the scenarios that settings wait for; None: for none.

    The form of `page` made them of the settings of `version`; `back` is the page that shows it.

    Only settings that answers follow from wait. No secret is in a candidate: with one, it goes
    live at once, and the scenarios are played afterwards.

    Raises:
        pydantic.ValidationError: a value does not fit.
        SettingsConflictError: somebody else changed settings since the form was made.
    """
    told = {one for one in asked if one.partition(".")[0] in ANSWERING}
    secret = {one.name for one in setting_fields().values() if one.shape in _SECRET}
    if not told or secret & set(asked):
        return None
    form, newest = await form_of(request), await changes.current()
    if version != (newest.version if newest else 0):
        raise SettingsConflictError  # no run for settings that are overtaken
    values = {**(newest.values if newest else {}), **asked}
    layer_strictly(changes.live.server, values)
    sent = {name: text for name, text in resent(form).items() if name not in secret}
    content = json.dumps(dict(asked), sort_keys=True)
    change = CandidateChange(kind="settings", content=content, page=page, back=back, form=sent)
    return await held(console, request, who, change)


@dataclass(frozen=True, slots=True)
class _SettingsPages:
    console: Console
    changes: SettingsChanges

    async def overview(self, request: Request, who: _Reader) -> Response:
        """Return the list of pages that the agent may save, and changes they may take back."""
        language, may = language_of(request), _permissions(who)
        said = request.query_params.get("said", "")
        names = await self.console.reading.names()
        every = await self.changes.live.book.history(limit=_SEARCHED)
        theirs = [one for one in every if _is_theirs(one, may)][:_HISTORY]
        own = [one for one in setting_fields().values() if one.reason]
        return await SETTING_PAGES.page(
            self.console,
            request,
            who,
            "settings.html",
            here=PAGE,
            title=say("page.title", language),
            groups=show_groups(language, may),
            forms={page for page, permission in FORMS.values() if permission in may},
            history=[_shown(one, names, language) for one in theirs],
            own=own if Permission.EDIT_SETTINGS in may else [],
            said=say(f"page.{said}", language) if said in {"undone", "not_undone", "unfit"} else "",
        )

    async def show(self, request: Request, who: SignedIn, group: str) -> Response:
        return await self._group(request, who, group)

    async def change(self, request: Request, who: SignedIn, group: str) -> Response:
        """Change the settings that differ from those in force, unless a value does not fit."""
        form, language = await form_of(request), language_of(request)
        version = version_of(form)
        given = await self.changes.read_at(version)
        asked = read_fields(group, form, given, self.changes.servers)
        typed = {name: text for name, text in _typed(group, form).items() if name in asked}
        show = partial(self._group, request, who, group, typed=typed)
        try:
            page, parts = f"{PAGE}/{group}", (self.console, self.changes, request, who)
            if waits := await hold_settings(*parts, page=page, asked=asked, version=version):
                return waits
            put = await self.changes.change(
                asked,
                expected_version=version,
                by=who.agent.agent_id,
                check=lets_in(request),
                noted=accepted(form),
            )
        except (ValidationError, UnworkableSettingsError) as error:
            return await show(errors=errors_of(error, language), status=422)
        except SettingsConflictError:
            return await show(wrong=say("page.overtaken", language), status=409)
        said = "same" if put is None else "saved" if set(put.changed) <= set(asked) else "emptied"
        return RedirectResponse(f"{PAGE}/{group}?said={said}", status_code=303)

    async def undo(
        self, request: Request, who: _Reader, version: Annotated[int, Form(ge=1, lt=2**31)]
    ) -> Response:
        """Take the change of a version back, if the agent may change all settings that it has.

        Raises:
            DeniedError: they may not.
        """
        undone = await self.changes.live.book.read(version)
        if undone is not None and not _is_theirs(undone, _permissions(who)):
            raise DeniedError
        try:
            put = await self.changes.undo(version, by=who.agent.agent_id, check=lets_in(request))
            said = "undone" if put else "not_undone"
        except SettingsConflictError:
            said = "not_undone"
        except (ValidationError, UnworkableSettingsError):
            said = "unfit"
        return RedirectResponse(f"{PAGE}?said={said}", status_code=303)

    async def _group(
        self,
        request: Request,
        who: SignedIn,
        group: str,
        *,
        typed: Mapping[str, str] = _NOTHING,
        errors: Mapping[str, str] = _NOTHING,
        wrong: str = "",
        status: int = 200,
    ) -> Response:
        language = language_of(request)
        stored = await self.changes.current()
        settings = await self.changes.live.read()
        here = {one.name for one in fields_of(group)}
        fields = show_fields(
            group,
            settings,
            language,
            servers=self.changes.servers,
            stored=stored,
            typed=typed,
            errors=errors,
        )
        said = request.query_params.get("said", "")
        elsewhere = [
            f"{labelled(name, language).label}: {text}"
            for name, text in errors.items()
            if name not in here
        ]
        return await SETTING_PAGES.page(
            self.console,
            request,
            who,
            "settings_group.html",
            here=f"{PAGE}/{group}",
            status=status,
            title=labelled(f"group.{group}", language).label,
            group=group,
            about=labelled(f"group.{group}", language).help,
            fields=fields,
            version=stored.version if stored else 0,
            said=say(f"page.{said}", language) if said in {"saved", "same", "emptied"} else "",
            wrong=wrong or (say("page.wrong", language) if errors else ""),
            elsewhere=elsewhere,
            shop=_shop_shown(settings, language) if group == "shop" else (),
            shop_page=shop_lines.PAGE,
        )


def _shop_shown(settings: Settings, language: Language) -> Sequence[tuple[str, str]]:
    """Return the label and the value of each setting that the shop's own page changes."""
    lines = shop_lines.shop_lines(settings)
    values = {f"shop.{name}": str(lines.get(name) or "") for name in shop_lines.NAMES}
    return [
        (labelled(name, language).label, text or say("page.empty", language))
        for name, text in values.items()
    ]


def _permissions(who: SignedIn) -> frozenset[Permission]:
    return frozenset(one for one in Permission if who.may(one))


def _is_theirs(change: SettingsVersion, may: Collection[Permission]) -> bool:
    """Return whether an agent with these permissions may change all settings of a change."""
    return all(may_change(name, may) for name in change.changed)


def _typed(group: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields of a form, those of switches that are off as well."""
    switches = {
        one.name: "true" if form.get(one.name) else "false"
        for one in fields_of(group)
        if one.shape is FieldShape.SWITCH
    }
    return {**form, **switches}


def version_of(form: Mapping[str, str]) -> int:
    """Return the version of the settings that a form was made of."""
    text = form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004  # digits


def _shown(one: SettingsVersion, names: Mapping[AgentId, str], language: Language) -> ShownChange:
    known = setting_fields()
    labels = [
        labelled(name, language).label if name in known and not known[name].reason else name
        for name in one.changed
    ]
    return ShownChange(version=one, who=names.get(AgentId(one.by), one.by), labels=labels)
