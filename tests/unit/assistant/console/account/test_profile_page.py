from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.console.account import profile_page
from assistant.console.account.portrait_routes import PICTURE
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationClaimed
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.people import Agent
from assistant.desk.moves.conversation_moves import Denied, claim
from assistant.desk.staff.audit_chain import Action
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.media_files import bomb, photograph
from tests.support.seeds.people_events import handed_off

PAGE = profile_page.PAGE
FACE = "https://shop.example/lea.png"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def faces() -> MemoryAttachments:
    return MemoryAttachments(most_bytes=1_000_000)


@pytest.fixture
async def lea(office: Office, faces: MemoryAttachments) -> AsyncIterator[httpx.AsyncClient]:
    who = await office.hire("lea")
    app = office.app()
    app.include_router(profile_page.routes(office.managing, faces))
    async with office.browser(app, who) as client:
        yield client


async def kept(office: Office) -> Agent:
    agent = await office.directory.agent(AgentId("lea"))
    assert agent is not None
    return agent


class TestAProfile:
    async def test_is_kept_shown_again_and_recorded(
        self, office: Office, lea: httpx.AsyncClient
    ) -> None:
        sent = {"public_name": " Léa du service client ", "picture": FACE, "fr": "1"}
        answer = await lea.post(PAGE, data=sent)

        assert answer.status_code == 303
        agent = await kept(office)
        assert (agent.public_name, agent.picture, agent.languages) == (
            "Léa du service client",
            FACE,
            ("fr",),
        )
        page = (await lea.get(answer.headers["location"])).text
        assert "Your profile is saved." in page
        assert f'value="{FACE}"' in page
        assert (await office.audit.read())[-1].deed.action is Action.AGENT_CHANGED

    async def test_goes_into_what_customers_are_told(
        self, office: Office, lea: httpx.AsyncClient
    ) -> None:
        await lea.post(PAGE, data={"public_name": "Léa", "picture": FACE, "en": "1"})

        agent = await kept(office)
        open_one = Conversation.fold(ConversationId("c1"), [started(), handed_off("m1")])
        made = claim(agent, rule="taken")(open_one, NOON)
        assert not isinstance(made, Denied)
        (claimed,) = (one for one in made if isinstance(one, ConversationClaimed))
        assert (claimed.agent_name, claimed.agent_picture) == ("Léa", FACE)

    async def test_may_say_nothing_and_then_the_name_among_colleagues_is_shown(
        self, office: Office, lea: httpx.AsyncClient
    ) -> None:
        await lea.post(PAGE, data={"public_name": "", "picture": "", "en": "1"})

        assert (await kept(office)).shown_name == "Lea"

    @pytest.mark.parametrize(
        ("field", "value", "why"),
        [
            ("public_name", "a" * 61, "at most 60 characters"),
            ("picture", "http://shop.example/a.png", "https://"),
            ("picture", "javascript:alert(1)", "https://"),
            ("picture", "https://me:secret@shop.example/a.png", "https://"),
            ("picture", "https://[/a.png", "https://"),
            ("en", "0", "Choose at least one language"),
        ],
    )
    async def test_that_cannot_be_shown_is_told_why_and_not_kept(
        self, office: Office, lea: httpx.AsyncClient, field: str, value: str, why: str
    ) -> None:
        before = await kept(office)

        answer = await lea.post(PAGE, data={"public_name": "Léa", "en": "1", field: value})

        assert answer.status_code == 422
        assert why in answer.text
        assert await kept(office) == before


async def bring(client: httpx.AsyncClient, data: bytes) -> httpx.Response:
    return await client.post(PICTURE, files={"file": ("me.jpg", data, "image/jpeg")})


async def ids(faces: MemoryAttachments) -> set[str]:
    return set(await faces.kept_before(datetime.now(UTC) + timedelta(hours=1)))


class TestAPicture:
    async def test_is_kept_drawn_anew_and_shown_to_its_agent(
        self, office: Office, faces: MemoryAttachments, lea: httpx.AsyncClient
    ) -> None:
        answer = await bring(lea, photograph())

        assert answer.status_code == 303
        assert "Your profile is saved." in (await lea.get(answer.headers["location"])).text
        (face_id,) = await ids(faces)
        assert (await kept(office)).picture == f"faces/{face_id}"
        shown = await lea.get(PICTURE)
        assert shown.headers["content-type"] == "image/webp"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.content == (await faces.read(face_id)).data
        assert (await office.audit.read())[-1].deed.action is Action.AGENT_CHANGED

    async def test_stays_when_the_rest_of_the_profile_is_changed(
        self, office: Office, lea: httpx.AsyncClient
    ) -> None:
        await bring(lea, photograph())
        before = (await kept(office)).picture

        await lea.post(PAGE, data={"public_name": "Léa", "picture": "", "en": "1"})

        assert (await kept(office)).picture == before

    @pytest.mark.parametrize("by", ["another", "an address", "nothing"])
    async def test_is_forgotten_once_it_is_replaced(
        self, office: Office, faces: MemoryAttachments, lea: httpx.AsyncClient, by: str
    ) -> None:
        await bring(lea, photograph())
        (first,) = await ids(faces)

        if by == "another":
            await bring(lea, photograph(64, 64))
        elif by == "an address":
            await lea.post(PAGE, data={"public_name": "", "picture": FACE, "en": "1"})
        else:
            await lea.post(f"{PICTURE}/remove")

        assert first not in await ids(faces)
        assert len(await ids(faces)) == (by == "another")
        assert first not in (await kept(office)).picture

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "Choose a picture first."),
            (b"%PDF-1.4\n%%EOF\n", "This is no PNG, JPEG or WebP picture."),
            (bomb(), "too many pixels"),
        ],
    )
    async def test_that_cannot_be_shown_is_told_why_and_not_kept(
        self,
        office: Office,
        faces: MemoryAttachments,
        lea: httpx.AsyncClient,
        data: bytes,
        why: str,
    ) -> None:
        answer = await bring(lea, data)

        assert why in (await lea.get(answer.headers["location"])).text
        assert await ids(faces) == set()
        assert (await kept(office)).picture == ""

    async def test_is_not_there_for_who_brought_none(self, lea: httpx.AsyncClient) -> None:
        assert (await lea.get(PICTURE)).status_code == 404
        assert (await lea.post(PICTURE, data={"file": "words"})).status_code == 303
