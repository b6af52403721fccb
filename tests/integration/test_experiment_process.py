"""An experiment on whole processes: visitors get their arm, the log says so, stopping ends it."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.conversation.events import ExperimentExposed
from assistant.improvement.changes.change_set import ChangeId
from assistant.insights.drafting.page_documents import PageDocument, encode_page
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.log.log_reading import tail
from tests.support.patience import until
from tests.support.processes.comptoir import (
    Customer,
    Tree,
    new_client,
    new_data_dir,
    run,
    running,
)
from tests.support.seeds import small_shop
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.experiment_seeds import experiment
from tests.support.seeds.verified_answers import verified

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a whole process tree
]

ASKED = "Do you have a guest book in the shop?"
TRIED = "Yes, beside the till."
VISITORS = 12  # all in one arm: once in 2,000 runs


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tree(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tree]:
    place = tmp_path_factory.mktemp("experiment")
    data = new_data_dir(place / "data", like=demo_data)
    done = run("index", small_shop.write(place / "shop"), "--data-dir", data)
    assert done.returncode == 0, done.stderr
    async with running(Tree(data)) as served:
        yield served


async def put(tree: Tree, one: Experiment, *, over: int | None) -> None:
    async with open_database(Settings(data_dir=tree.data_dir).log_url) as database:
        await SqlExperimentBook(database).put(one, expected_version=over)


async def begin(tree: Tree, one: Experiment) -> None:
    """Start an experiment on a change set that is there: else it would be stopped by itself."""
    change = CandidateChange(kind=one.kind, content=one.content)
    async with open_database(Settings(data_dir=tree.data_dir).log_url) as database:
        tried = replace(change_set(), change_id=ChangeId(one.change_id), change=change)
        await SqlChangeBook(database).put(tried, expected_version=None)
    await put(tree, one, over=None)


async def exposures(tree: Tree) -> list[ExperimentExposed]:
    async with open_database(Settings(data_dir=tree.data_dir).log_url) as database:
        found = await database.read(lambda one: tail(one, 0, 10_000))
    return [one.event for one in found if isinstance(one.event, ExperimentExposed)]


async def replies(tree: Tree, count: int, text: str = ASKED) -> Collection[str]:
    """Return what so many new customers are answered."""
    said = set()
    async with new_client(tree.base_url) as client:
        for _ in range(count):
            customer = await Customer.arrive(client, "en")
            await customer.say(text)
            (reply,) = await customer.hear()
            said.add(reply["text"])
    return said


async def is_asked(tree: Tree, *, exposed: bool) -> bool:
    """Ask as a new customer; return whether the log tells of an exposure, as it is to."""
    before = len(await exposures(tree))
    await replies(tree, 1)
    return (len(await exposures(tree)) > before) is exposed


async def test_half_of_the_visitors_get_the_change_until_it_is_stopped(tree: Tree) -> None:
    answer = verified(ASKED, answer_id="tried", language="en", texts={"en": TRIED})
    one = experiment(content=encode_answer(answer))
    before = await replies(tree, 1)
    await begin(tree, one)
    await until(partial(is_asked, tree, exposed=True), within_s=30)
    counted = len(await exposures(tree))

    both = await replies(tree, VISITORS)
    exposed = await exposures(tree)
    await put(tree, replace(one, version=3, state=ExperimentState.STOPPED), over=2)
    await until(partial(is_asked, tree, exposed=False), within_s=30)
    after = await replies(tree, 3)

    assert TRIED not in before
    assert both == {TRIED, *before}
    assert len(exposed) == counted + VISITORS
    assert {one.changed for one in exposed} == {True, False}
    assert after == before


async def test_half_of_the_visitors_get_a_page_that_no_index_has(tree: Tree) -> None:
    question, words = "Is the guest house heated in winter?", "heated by a stove all winter"
    page = PageDocument(
        document_id="house",
        language="en",
        title="Guest house",
        text=f"# Guest house\n\nThe guest house is {words}.\n",
    )
    content = encode_page(page).decode()
    one = experiment("e2", kind="page", content=content, change_id="house")
    before = await replies(tree, 1, question)
    seen = len(await exposures(tree))
    await begin(tree, one)

    async def answers() -> bool:
        return any(words in said for said in await replies(tree, 2, question))

    await until(answers, within_s=60)
    both = await replies(tree, VISITORS, question)

    assert not any(words in said for said in before)
    assert {words in said for said in both} == {True, False}
    assert {one.changed for one in (await exposures(tree))[seen:]} == {True, False}
