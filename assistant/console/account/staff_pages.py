"""Show the page of the shop's staff: add agents, change roles, disable agents, give new codes."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import PathId, form_of
from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import say
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent, Role, Team, is_email
from assistant.desk.handoff.desk_rules import WORD
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.ports import EmailTakenError
from assistant.desk.staff.staff_management import LastAdminError, StaffManagement
from assistant.kit.web.web_errors import ErrorCode, RefusedError

PAGE = "/console/staff"
_MOST_AT_ONCE = 100  # conversations
_SKILL = re.compile(WORD)

_Manager = Annotated[SignedIn, Depends(require(Permission.MANAGE_STAFF))]


def routes(console: Console, managing: StaffManagement) -> APIRouter:
    """Return the routes of the page and of its forms."""
    pages = _StaffPages(console, managing)
    return page_router(
        ("GET", PAGE, pages.show),
        ("POST", PAGE, pages.add),
        ("POST", f"{PAGE}/{{agent_id}}/role", pages.set_role),
        ("POST", f"{PAGE}/{{agent_id}}", pages.change),
        ("GET", f"{PAGE}/{{agent_id}}", pages.show_agent),
        ("POST", f"{PAGE}/{{agent_id}}/work", pages.set_work),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShownCode:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _StaffPages:
    console: Console
    managing: StaffManagement

    async def show(self, request: Request, manager: _Manager) -> Response:
        return await self._page(request, manager)

    async def add(
        self,
        request: Request,
        manager: _Manager,
        name: Annotated[str, Form(max_length=120)],
        email: Annotated[str, Form(max_length=320)],
        role: Annotated[Role, Form()],
    ) -> Response:
        name = name.strip()
        if not name or not is_email(email):
            return await self._page(request, manager, wrong=_say(request, "no_email"), status=422)
        by = manager.agent.agent_id
        try:
            agent = await self.managing.add(email, name=name, role=role, by=by)
        except EmailTakenError:
            return await self._page(request, manager, wrong=_say(request, "taken"), status=409)
        code = await self.managing.give_code(agent.email, by=by)
        shown = _ShownCode(name=agent.name, text=code)
        said = _say(request, "added", name=agent.name)
        return await self._page(request, manager, said=said, code=shown)

    async def set_role(
        self,
        request: Request,
        manager: _Manager,
        agent_id: PathId,
        role: Annotated[Role, Form()],
    ) -> Response:
        agent = await self._agent(agent_id)
        try:
            await self.managing.set_role(agent.email, role, by=manager.agent.agent_id)
        except LastAdminError:
            return await self._last_admin(request, manager, agent)
        said = _say(request, "changed", name=agent.name)
        return await self._page(request, manager, said=said)

    async def change(
        self,
        request: Request,
        manager: _Manager,
        agent_id: PathId,
        do: Annotated[Literal["disable", "enable", "code"], Form()],
    ) -> Response:
        agent, by = await self._agent(agent_id), manager.agent.agent_id
        if do == "code":
            code = await self.managing.give_code(agent.email, by=by)
            shown = _ShownCode(name=agent.name, text=code)
            return await self._page(request, manager, code=shown)
        try:
            await self.managing.set_active(agent.email, active=do == "enable", by=by)
        except LastAdminError:
            return await self._last_admin(request, manager, agent)
        said = _say(request, "changed", name=agent.name)
        return await self._page(request, manager, said=said)

    async def show_agent(self, request: Request, manager: _Manager, agent_id: PathId) -> Response:
        """Show an agent's teams, skills and how many conversations they have at once."""
        agent = await self._agent(agent_id)
        return await self._agent_page(request, manager, agent, _work_of(agent))

    async def set_work(
        self,
        request: Request,
        manager: _Manager,
        agent_id: PathId,
        skills: Annotated[str, Form(max_length=1000)] = "",
        capacity: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        """Keep an agent's teams, skills and capacity, unless one of them does not fit."""
        agent, by = await self._agent(agent_id), manager.agent.agent_id
        said, form = read_skills(skills), await form_of(request)
        count = int(capacity) if capacity.isdecimal() else -1
        ticked = {one.team_id for one in self._teams(agent) if form.get(f"team.{one.team_id}")}
        was = {one.team_id for one in self._teams(agent) if form.get(f"was.{one.team_id}")}
        wrong = {} if said is not None else {"skills": _say(request, "wrong_skills")}
        if not 0 <= count <= _MOST_AT_ONCE:
            wrong["capacity"] = _say(request, "wrong_capacity", most=_MOST_AT_ONCE)
        if wrong or said is None:
            typed = replace(agent, teams=frozenset(ticked))
            given = {"skills": skills, "capacity": capacity}
            return await self._agent_page(request, manager, typed, given, wrong, was=was)
        changed = replace(agent, skills=said, capacity=count)
        if changed != agent:
            await self.managing.change(changed, by=by)
        await self.managing.set_teams(
            agent.agent_id, agent.teams - (was - ticked) | (ticked - was), by=by
        )
        return RedirectResponse(f"{PAGE}/{agent_id}?said=changed", status_code=303)

    def _teams(self, agent: Agent) -> Sequence[Team]:
        """Return the teams that an agent may be put in, and those that they are in."""
        teams = self.console.reading.teams
        return [one for one in teams if not one.put_away or one.team_id in agent.teams]

    async def _agent_page(
        self,
        request: Request,
        manager: SignedIn,
        agent: Agent,
        given: Mapping[str, str],
        wrong: Mapping[str, str] = MappingProxyType({}),
        *,
        was: Collection[TeamId] | None = None,
    ) -> Response:
        chrome = await make_chrome(self.console, request, manager)
        said = request.query_params.get("said", "")
        html = self.console.pages.beside(
            "agent.html",
            replace(chrome, here=f"{PAGE}/{agent.agent_id}"),
            title=agent.name,
            agent=agent,
            own_teams=self._teams(agent),
            was=agent.teams if was is None else was,
            given=given,
            said=_say(request, "changed", name=agent.name) if said == "changed" else "",
            errors=wrong,
        )
        return send(html, status=422 if wrong else 200)

    async def _agent(self, agent_id: str) -> Agent:
        agent = await self.managing.directory.agent(AgentId(agent_id))
        if agent is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return agent

    async def _last_admin(self, request: Request, manager: SignedIn, agent: Agent) -> Response:
        wrong = _say(request, "last_admin", name=agent.name)
        return await self._page(request, manager, wrong=wrong, status=409)

    async def _page(
        self,
        request: Request,
        manager: SignedIn,
        *,
        said: str = "",
        wrong: str = "",
        code: _ShownCode | None = None,
        status: int = 200,
    ) -> Response:
        chrome = await make_chrome(self.console, request, manager)
        html = self.console.pages.beside(
            "staff.html",
            replace(chrome, here=PAGE),  # what its forms are sent to cannot be opened
            title=say("page.staff", chrome.language),
            all_roles=list(Role),
            agents=await self.managing.directory.agents(),
            said=said,
            wrong=wrong,
            code=code,
        )
        return send(html, status=status)


def _work_of(agent: Agent) -> Mapping[str, str]:
    return {"skills": ", ".join(sorted(agent.skills)), "capacity": str(agent.capacity)}


def read_skills(text: str) -> frozenset[str] | None:
    """Return the skills of "legal, sizes", as the desk's rules name them; None: one is no word."""
    words = [one.strip().lower() for one in text.split(",") if one.strip()]
    return frozenset(words) if all(map(_SKILL.fullmatch, words)) else None


def _say(request: Request, text: str, **values: object) -> str:
    return say(f"staff.{text}", language_of(request), **values)
