"""A search engine on a server that is away, slow, broken, empty, half built or of other vectors."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest
import yaml

from assistant.answers.texts import TEXTS
from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_server_stores
from assistant.conversation.events import ReplyKind
from assistant.kit.settings.settings import SearchSettings, Settings
from assistant.kit.web.health import Readiness
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.index.index_build import IndexReport, build
from retrieval.index.index_versions import Versions
from tests.support.patience import until
from tests.support.processes.comptoir import ROOT, Customer, Tree, new_client, run, running
from tests.support.seeds import small_shop
from tests.support.simulators.qdrant_server import Mood, QdrantSimulator, serving_qdrant

pytestmark = pytest.mark.slow

RETURNS = "How many days do I have to return an item?"
DAYS = "45 days"
EACH = 120
"""Questions while one thing ails the server: a thousand and more over all of them."""

UNSEARCHED = {ReplyKind.SMALL_TALK, ReplyKind.HANDED_OFF}
ILL = [mood.value for mood in Mood if mood is not Mood.WELL]
LOST = ["empty", "half built", "of other vectors", "missing"]


@pytest.fixture
def server() -> Iterator[QdrantSimulator]:
    with serving_qdrant() as server:
        yield server


def held_out() -> list[str]:
    """Return the questions of the held-out sets, French and English by turns."""
    sets = [
        yaml.safe_load((ROOT / f"tests/evals/answers/{language}.yml").read_text())
        for language in ("fr", "en")
    ]
    return [one["ask"] for pair in zip(*sets, strict=False) for one in pair]


class Shop:
    """A small shop whose index is on the server."""

    def __init__(self, folder: Path, server: QdrantSimulator) -> None:
        self.files = small_shop.write(folder / "shop")
        self.server = server
        self.settings = Settings(data_dir=folder, search=SearchSettings(url=server.url))

    def index(self, encoder: OnnxEncoder) -> IndexReport:
        items = list(read_paths([self.files]))
        stores = open_server_stores(self.settings)
        return build(items, encoder=encoder, root=index_root(self.settings), stores=stores)

    def spoil(self, how: str) -> None:
        """Have the server lose what it held, in one way or another; or be ill."""
        if how in ILL:
            self.server.feel(Mood(how))
            return
        folder = Versions(index_root(self.settings)).expect()
        name = f"comptoir-{folder.name}"
        engine = self.server.engine
        rows = [point.id for point in engine.scroll(name, limit=1000)[0]]
        if how == "half built":
            engine.delete(name, points_selector=rows[: len(rows) // 2])
            return
        engine.delete_collection(name)
        if how != "missing":
            stores = open_server_stores(self.settings)
            assert stores is not None
            stores.create(folder, dimensions=16 if how == "of other vectors" else 384).finish()


@pytest.fixture
async def shop(server: QdrantSimulator, tmp_path: Path, encoder: OnnxEncoder) -> Shop:
    shop = Shop(tmp_path / "data", server)
    assert shop.index(encoder).changed
    return shop


class TestQuestions:
    @pytest.mark.parametrize("how", [*ILL, *LOST])
    async def test_are_told_that_nothing_can_be_looked_up_and_answered_once_it_can(
        self, shop: Shop, encoder: OnnxEncoder, how: str
    ) -> None:
        told = {texts.search_away for texts in TEXTS.values()}
        number = [*ILL, *LOST].index(how)
        questions = islice(cycle(held_out()), number * EACH, (number + 1) * EACH)
        async with open_engine(shop.settings) as engine:
            assert DAYS in (await engine.ask(RETURNS)).reply.text
            shop.spoil(how)
            await until(lambda: is_away(engine), within_s=30, every_s=0.2)  # a loss: within 5 s
            replies = [(await engine.ask(question)).reply for question in questions]
            answered = [one for one in replies if one.kind is ReplyKind.ANSWERED or one.sources]
            others = [one for one in replies if one.text not in told and one.kind not in UNSEARCHED]
            shop.server.feel(Mood.WELL)
            if how in LOST:
                assert shop.index(encoder).changed
            await until(lambda: is_answered(engine), within_s=30, every_s=0.2)

        assert (len(replies), answered, others) == (EACH, [], [])


class TestAnInstallation:
    async def test_answers_at_once_loses_nothing_and_says_what_is_wrong(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        env = {"COMPTOIR_SEARCH__URL": server.url.replace("//", "//anna:hunter2@")}
        data, shop = tmp_path / "data", small_shop.write(tmp_path / "shop")
        done = run("index", shop, "--data-dir", data, env=env)
        assert done.returncode == 0, done.stderr

        tree = Tree(data, env=env)
        async with running(tree), new_client(tree.base_url) as client:
            assert DAYS in await ask(client, RETURNS)
            server.feel(Mood.AWAY)
            told = [await ask(client, question) for question in [RETURNS, *held_out()[1:40:2]]]
            ready = await client.get("/ready")
            doctor = run("doctor", "--only", "index", "--data-dir", data, env=env)
            server.feel(Mood.WELL)
            await tree.ready()
            await until(lambda: is_told_the_days(client), within_s=30, every_s=0.2)
            written = tree.output.read_text()

        part = Readiness.model_validate_json(ready.content).parts["index"]
        assert (ready.status_code, part.ok, part.detail) == (503, False, "failed")
        assert ready.headers["Retry-After"]
        assert {one.replace("’", "'") for one in told} == {TEXTS["en"].search_away}
        assert f"{server.url} does not answer (ConnectError)" in doctor.stderr
        assert f'"reason": "the search engine at {server.url} does not answer' in written
        assert "turn.given_up" not in written
        assert "hunter2" not in written + doctor.stderr


async def ask(client: httpx.AsyncClient, question: str) -> str:
    """Ask as a new customer; return the words of the one reply."""
    customer = await Customer.arrive(client, "en")
    await customer.say(question)
    (reply,) = await customer.hear()
    return str(reply["text"])


async def is_told_the_days(client: httpx.AsyncClient) -> bool:
    return DAYS in await ask(client, RETURNS)


async def is_away(engine: Engine) -> bool:
    return (await engine.ask(RETURNS)).reply.text == TEXTS["en"].search_away


async def is_answered(engine: Engine) -> bool:
    return DAYS in (await engine.ask(RETURNS)).reply.text
