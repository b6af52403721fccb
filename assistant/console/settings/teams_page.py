"""Show the shop's teams: add, rename and put away teams, and move their members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.setting_templates import SETTING_PAGES
from assistant.console.settings.setting_texts import say
from assistant.console.shell.access import DeniedError, SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent, Team
from assistant.desk.handoff.written_teams import (
    MOST_LETTERS,
    TeamFault,
    TeamRefusedError,
    read_written,
)
from assistant.desk.staff.permissions import Permission, takes_conversations
from assistant.desk.staff.settings_changes import UnworkableSettingsError
from assistant.desk.staff.team_management import SETTING, TeamManagement
from assistant.kit.settings.settings_book import SettingsConflictError
from assistant.kit.web.web_errors import ErrorCode, RefusedError

PAGE = "/console/teams"
_SAID = frozenset(
    {"added", "renamed", "put_away", "take_up", "members_kept", "undone", "not_undone"}
)

_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_TEAMS))]
_TeamPath = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
_Name = Annotated[str, Form(max_length=400)]


def routes(console: Console, managing: TeamManagement) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _TeamPages(console, managing)
    return page_router(
        ("GET", PAGE, pages.all),
        ("POST", PAGE, pages.add),
        ("POST", f"{PAGE}/undo", pages.undo),
        ("GET", f"{PAGE}/{{team_id}}", pages.show),
        ("POST", f"{PAGE}/{{team_id}}/name", pages.rename),
        ("POST", f"{PAGE}/{{team_id}}/members", pages.move_members),
        ("POST", f"{PAGE}/{{team_id}}/state", pages.change_state),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTeam:
    """Hold a team as its pages show it."""

    team: Team
    is_default: bool
    has_hours: bool  # of its own
    members: Sequence[Agent]


@dataclass(frozen=True, slots=True)
class _TeamPages:
    console: Console
    managing: TeamManagement

    async def all(self, request: Request, who: _Editor) -> Response:
        return await self._list(request, who)

    async def add(self, request: Request, who: _Editor, name: _Name = "") -> Response:
        """Add a team and show it, unless it cannot have the name."""
        try:
            team_id, version = await self.managing.add(name, by=who.agent.agent_id)
        except TeamRefusedError as error:
            return await self._list(request, who, typed=name, wrong=_why(request, error))
        return _moved(team_id, "added", version)

    async def show(self, request: Request, who: _Editor, team_id: _TeamPath) -> Response:
        return await self._team(request, who, team_id)

    async def rename(
        self, request: Request, who: _Editor, team_id: _TeamPath, name: _Name = ""
    ) -> Response:
        """Call the team otherwise, unless it cannot have the name."""
        try:
            version = await self.managing.rename(TeamId(team_id), name, by=who.agent.agent_id)
        except TeamRefusedError as error:
            return await self._team(request, who, team_id, typed=name, wrong=_why(request, error))
        return _moved(team_id, "renamed", version)

    async def move_members(self, request: Request, who: _Editor, team_id: _TeamPath) -> Response:
        """Move the agents into the team and out of it that were ticked otherwise than shown."""
        form = await form_of(request)
        names = (name.partition(".") for name in form)
        were = {AgentId(one) for kind, _, one in names if kind == "was"}
        ticked = {AgentId(name.partition(".")[2]) for name in form if name.startswith("agent.")}
        await self._known(team_id)
        await self.managing.move_members(
            TeamId(team_id),
            joining=ticked - were,
            leaving=were - ticked,
            by=who.agent.agent_id,
        )
        return _moved(team_id, "members_kept", 0)

    async def change_state(
        self,
        request: Request,
        who: _Editor,
        team_id: _TeamPath,
        do: Annotated[Literal["put_away", "take_up", "empty"], Form()],
    ) -> Response:
        """Put the team away or take it up again, or have everybody leave it."""
        shown, by = await self._known(team_id), who.agent.agent_id
        if do == "empty":
            gone = [one.agent_id for one in shown.members]
            await self.managing.move_members(TeamId(team_id), leaving=gone, by=by)
            return await self._team(request, who, team_id, left=shown.members)
        try:
            version = await self.managing.put_away(
                TeamId(team_id), put_away=do == "put_away", by=by
            )
        except TeamRefusedError as error:
            return await self._team(request, who, team_id, refused=_why(request, error))
        return _moved(team_id, do, version)

    async def undo(self, who: _Editor, version: Annotated[int, Form(ge=1, lt=2**31)]) -> Response:
        """Take back a change of teams, as far as nobody changed them after it.

        Raises:
            DeniedError: the version changed other settings, too.
        """
        changes = self.managing.changes
        undone = await changes.live.book.read(version)
        if undone is not None and set(undone.changed) != {SETTING}:
            raise DeniedError
        try:
            put = await changes.undo(version, by=who.agent.agent_id)
        except (SettingsConflictError, UnworkableSettingsError):
            put = None
        said = "undone" if put else "not_undone"
        return RedirectResponse(f"{PAGE}?{urlencode({'said': said})}", status_code=303)

    async def _list(
        self, request: Request, who: SignedIn, *, typed: str = "", wrong: str = ""
    ) -> Response:
        return await self._page(
            request,
            who,
            "teams.html",
            say("teams.title", language_of(request)),
            here=PAGE,
            status=422 if wrong else 200,
            shown=await self._shown(),
            typed=typed,
            wrong=wrong,
        )

    async def _team(
        self,
        request: Request,
        who: SignedIn,
        team_id: str,
        *,
        typed: str | None = None,
        wrong: str = "",
        refused: str = "",
        left: Sequence[Agent] = (),
    ) -> Response:
        """Show one team; `left` are those who have just left it, all at once."""
        shown = await self._known(team_id)
        ids = {one.agent_id for one in shown.members}
        agents = await self.managing.staff.directory.agents()
        able = [one for one in agents if one.agent_id in ids or takes_conversations(one)]
        return await self._page(
            request,
            who,
            "team.html",
            shown.team.name,
            here=f"{PAGE}/{team_id}",
            status=422 if wrong or refused else 200,
            one=shown,
            able=able,
            ids=ids,
            typed=shown.team.name if typed is None else typed,
            wrong=wrong,
            refused=refused,
            left=left,
        )

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        title: str,
        **values: Any,  # noqa: ANN401  # a template's own
    ) -> Response:
        said = request.query_params.get("said", "")
        version = request.query_params.get("version", "")
        return await SETTING_PAGES.page(
            self.console,
            request,
            who,
            template,
            title=title,
            said=say(f"teams.{said}", language_of(request)) if said in _SAID else "",
            undoes=version if version.isdecimal() else "",
            from_server=self.managing.is_servers,
            most=MOST_LETTERS,
            **values,
        )

    async def _known(self, team_id: str) -> ShownTeam:
        found = [one for one in await self._shown() if one.team.team_id == team_id]
        if not found:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return found[0]

    async def _shown(self) -> Sequence[ShownTeam]:
        rules = read_written(await self.managing.changes.live.read())
        written: Mapping[str, Mapping[str, object]] = rules["teams"]
        agents = await self.managing.staff.directory.agents()
        return [
            ShownTeam(
                team=team,
                is_default=team.team_id == rules["default_team"],
                has_hours=written[team.team_id].get("hours") is not None,
                members=[one for one in agents if team.team_id in one.teams],
            )
            for team in await self.managing.teams()
        ]


def _why(request: Request, error: TeamRefusedError) -> str:
    if error.fault is TeamFault.UNKNOWN:
        raise RefusedError(ErrorCode.NOT_FOUND) from error
    return say(f"teams.fault_{error.fault}", language_of(request), most=MOST_LETTERS)


def _moved(team_id: str, said: str, version: int) -> Response:
    told = {"said": said, **({"version": str(version)} if version else {})}
    return RedirectResponse(f"{PAGE}/{team_id}?{urlencode(told)}", status_code=303)
