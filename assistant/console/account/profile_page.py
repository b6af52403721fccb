"""Show an agent the page with the name, picture and languages that customers see."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from assistant.console.account.portrait_routes import FIELD, PICTURE, PROFILE, forget
from assistant.console.account.portrait_routes import routes as portrait_routes
from assistant.console.account.portraits import MOST_BYTES, PortraitFlaw
from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.file_rules import size
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of, render
from assistant.console.shell.texts import say
from assistant.conversation.message import Language
from assistant.desk.attachment_store import Attachments
from assistant.desk.staff.agent_pictures import face_id_of, is_picture_address
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.staff_management import StaffManagement

PAGE = PROFILE

_Own = Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))]


class ProfileForm(Form):
    """Hold the fields that an agent fills in about themselves."""

    public_name: str = Field("", max_length=500)
    picture: str = Field("", max_length=4000)
    fr: bool = False
    en: bool = False

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages that the agent writes."""
        spoken: tuple[tuple[Language, bool], ...] = (("fr", self.fr), ("en", self.en))
        return tuple(language for language, is_spoken in spoken if is_spoken)

    def flaw(self) -> Literal["", "name", "picture", "languages"]:
        """Return the field that cannot be kept; "": all fields can."""
        if len(self.public_name) > _LONGEST_NAME or not self.public_name.isprintable():
            return "name"
        if self.picture and not is_picture_address(self.picture):
            return "picture"
        return "" if self.languages else "languages"


_LONGEST_NAME = 60  # characters: it stands above every message


_SAID = ("kept", *(f"picture_{flaw}" for flaw in PortraitFlaw))


def routes(managing: StaffManagement, faces: Attachments) -> APIRouter:
    """Return the routes of the page, its form and the picture; `faces` holds uploaded pictures."""
    router = APIRouter(include_in_schema=False)
    router.include_router(portrait_routes(managing, faces))

    @router.get(PAGE)
    async def profile(
        request: Request, own: _Own, said: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        agent = own.agent
        given = ProfileForm(
            public_name=agent.public_name,
            picture="" if face_id_of(agent.picture) else agent.picture,
            fr="fr" in agent.languages,
            en="en" in agent.languages,
        )
        return _page(request, own, given, said=said if said in _SAID else "")

    @router.post(PAGE)
    async def keep(request: Request, own: _Own) -> Response:
        sent = await read_form(request, ProfileForm)
        form = sent.model_copy(
            update={"public_name": sent.public_name.strip(), "picture": sent.picture.strip()}
        )
        if flaw := form.flaw():
            return _page(request, own, form, wrong=flaw)
        brought = own.agent.picture if face_id_of(own.agent.picture) else ""
        changed = replace(
            own.agent,
            public_name=form.public_name,
            picture=form.picture or brought,
            languages=form.languages,
        )
        await managing.change(changed, by=own.agent.agent_id)
        if form.picture:
            await forget(faces, own.agent)
        return RedirectResponse(f"{PAGE}?said=kept", status_code=303)

    return router


def _page(
    request: Request, own: SignedIn, given: ProfileForm, *, said: str = "", wrong: str = ""
) -> Response:
    language = language_of(request)
    return render(
        request,
        "profile.html",
        status=422 if wrong else 200,
        csrf=own.csrf,
        agent=own.agent,
        given=given,
        brought=face_id_of(own.agent.picture),
        picture_url=PICTURE,
        field=FIELD,
        said=say("profile.kept", language) if said == "kept" else "",
        wrong=_wrong(language, said, wrong),
    )


def _wrong(language: Language, said: str, wrong: str) -> str:
    name = f"wrong_{wrong}" if wrong else said
    if not name or name == "kept":
        return ""
    return say(f"profile.{name}", language, most=size(language, MOST_BYTES))
