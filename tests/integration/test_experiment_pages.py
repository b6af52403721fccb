"""People try change sets on visitors on their pages, in a whole console over SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from assistant.answers.verified.types import WayOfAsking
from assistant.app.compose.insight_sources import open_sales
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.change_sets import assemble_change_rounds
from assistant.app.compose.services.experiments import assemble_experiments
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Role
from assistant.desk.privacy.person import Person
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.change_erasure import digest_of
from assistant.improvement.changes.change_moves import KEPT
from assistant.improvement.changes.change_set import ChangeSet, ChangeStake, ChangeState
from assistant.insights.imports.sales_files import Sale
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.kit.experiments.experiment import (
    OF_ORDERS,
    Experiment,
    ExperimentState,
    VisitorMetric,
)
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.change_traces import hold_change_sets
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from tests.integration.test_improve_pages import House
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.change_seeds import PARKING, change_set
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.holdout_seeds import holdout

PAGE = "/console/experiments"
PLANNED = planned_sample(0.5, 0.05)
LEA = Person(conversations=(ConversationId("c1"),))


def made_of_a_question(*further: WayOfAsking) -> ChangeSet:
    """Return a change set whose first way of asking is a message of Léa's."""
    made = change_set(replace(PARKING, ways=(*PARKING.ways, *further)))
    asked = replace(made.signals[0], wording=digest_of(PARKING.ways[0].text))
    return replace(made, signals=(asked,))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        client = await stack.enter_async_context(await sign_in(app, Role.LEAD))
        client.headers["accept-language"] = "en"
        yield House(app, parts, client, stack)


@dataclass(frozen=True)
class Later:
    """A clock that stands at a later time."""

    at: datetime

    def now(self) -> datetime:
        return self.at


async def text_of(client: httpx.AsyncClient, page: str) -> str:
    shown = await client.get(page)
    assert shown.status_code == httpx.codes.OK, shown.text[-400:]
    return unescape(shown.text)


async def begin(
    house: House, change: ChangeSet, who: httpx.AsyncClient | None = None, **values: str
) -> httpx.Response:
    data = {"change": change.change_id, "version": str(change.version), "points": "5", **values}
    return await (who or house.lead).post(PAGE, data=data)


async def tried(parts: Parts) -> Experiment:
    [one] = await SqlExperimentBook(parts.database).all()
    return one


async def decide(
    house: House, do: str, who: httpx.AsyncClient | None = None, **values: str
) -> httpx.Response:
    one = await tried(house.parts)
    data = {"do": do, "version": str(one.version), **values}
    return await (who or house.lead).post(f"{PAGE}/{one.experiment_id}", data=data)


class TestTrying:
    async def test_begins_with_one_visitor_in_a_hundred(self, house: House) -> None:
        change = await house.propose(change_set())
        assert "Try it on visitors first" in await text_of(
            house.lead, f"/console/improve/{change.change_id}"
        )
        assert f"5 points: {PLANNED:,} visitors" in await text_of(
            house.lead, f"{PAGE}/new?change=c0ffee"
        )

        answer = await begin(house, change)

        one = await tried(house.parts)
        assert answer.status_code == httpx.codes.SEE_OTHER
        assert (one.state, one.share, one.planned) == (ExperimentState.RUNNING, 0.01, PLANNED)
        page = await text_of(house.lead, answer.headers["location"])
        assert "It runs." in page
        assert "No figures yet" in page
        assert "1% of the visitors get it" in page
        assert "1%" in await text_of(house.lead, PAGE)
        deeds = [one.deed for one in await house.parts.audit.read(limit=10)]
        told = [dict(one.detail)["do"] for one in deeds if one.action is Action.EXPERIMENT_MOVED]
        assert sorted(told) == ["signed", "started"]

    async def test_watches_orders_and_is_judged_by_them_where_sales_are_taken_in(
        self, house: House, tmp_path: Path
    ) -> None:
        change = await house.propose(change_set())
        new = f"{PAGE}/new?change=c0ffee"
        assert "Ordered" not in await text_of(house.lead, new)
        refused = await begin(house, change, metric="ordered")
        sales = open_sales(Settings(data_dir=tmp_path))
        sales.add("shop", [Sale(at=datetime(2026, 6, 1, tzinfo=UTC), product="tent")])

        assert "Ordered" in await text_of(house.lead, new)
        begun = await begin(house, change, metric="ordered")

        assert (refused.status_code, begun.status_code) == (422, 303)
        one = await tried(house.parts)
        assert one.metric is VisitorMetric.ORDERED
        assert set(OF_ORDERS) <= {*one.guards}

    async def test_takes_two_people_where_money_is_at_stake(self, house: House) -> None:
        change = await house.propose(change_set(stake=ChangeStake.MONEY))
        other = await house.sign_in(Role.ADMIN)

        await begin(house, change)
        assert (await tried(house.parts)).state is ExperimentState.WAITING
        again = await decide(house, "sign")
        assert again.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        await decide(house, "sign", other)

        assert (await tried(house.parts)).state is ExperimentState.RUNNING

    async def test_twice_at_once_is_refused(self, house: House) -> None:
        change = await house.propose(change_set())
        await begin(house, change)

        again = await begin(house, change)

        assert again.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "being tried already" in unescape(again.text)

    async def test_by_a_metric_that_the_form_does_not_offer_is_refused(self, house: House) -> None:
        change = await house.propose(change_set())

        answer = await begin(house, change, metric="order_value")

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert await SqlExperimentBook(house.parts.database).all() == []

    async def test_is_for_those_alone_who_may_make_the_change(self, house: House) -> None:
        change = await house.propose(change_set())
        reader = await house.sign_in(Role.MERCHANDISER)
        agent = await house.sign_in(Role.AGENT)

        denied = [await begin(house, change, one) for one in (agent,)]
        seen = await agent.get(PAGE)

        assert [one.status_code for one in denied] == [httpx.codes.FORBIDDEN]
        assert seen.status_code == httpx.codes.FORBIDDEN
        assert "No experiment yet" in await text_of(reader, PAGE)

    async def test_can_be_taken_back_for_a_reason(self, house: House) -> None:
        await begin(house, await house.propose(change_set()))

        answer = await decide(house, "stop", reason="The opening changed.")

        page = await text_of(house.lead, answer.headers["location"])
        assert "No visitor gets the change any more" in page
        assert "The opening changed." in page
        assert (await tried(house.parts)).state is ExperimentState.STOPPED

    async def test_on_an_older_page_is_refused(self, house: House) -> None:
        await begin(house, await house.propose(change_set()))

        stale = await decide(house, "stop", version="1")

        assert stale.status_code == httpx.codes.CONFLICT
        assert "Somebody moved it" in unescape(stale.text)


class TestAFinishedExperiment:
    @pytest.mark.parametrize(
        ("verdict", "said"),
        [
            ("too_early", "Too early to say: 380 of 2,000 planned visitors are there."),
            ("no_difference", "lies between \N{MINUS SIGN}10 and +18 points, and it takes 3"),
            ("better", "Better by 10 to 18 points."),
            ("harmful", "The change does harm: Thumb down."),
        ],
    )
    async def test_is_told_in_a_sentence(self, house: House, verdict: str, said: str) -> None:
        look = kept_look(verdict)
        if verdict == "harmful":
            look = replace(look, guards=(replace(look.guards[0], harmed=True),))
        book = SqlExperimentBook(house.parts.database)
        await book.put(experiment("e1", looks=(look,)), expected_version=None)

        page = await text_of(house.lead, f"{PAGE}/e1")

        assert said in page
        assert "60%" in page
        assert said in await text_of(house.lead, PAGE)

    async def test_is_told_in_french_too(self, house: House) -> None:
        book = SqlExperimentBook(house.parts.database)
        await book.put(experiment("e1", looks=(kept_look("better"),)), expected_version=None)
        house.lead.headers["accept-language"] = "fr"

        assert "Mieux, de 10 à 18 points." in await text_of(house.lead, f"{PAGE}/e1")

    async def test_tells_beside_its_orders_who_has_a_trace(self, house: House) -> None:
        look = kept_look("better")
        orders = replace(look.primary, metric=VisitorMetric.ORDER_VALUE, control=900, changed=950)
        traced = replace(look.primary, metric=VisitorMetric.TRACED, control=0.21, changed=0.34)
        book = SqlExperimentBook(house.parts.database)
        told = replace(look, orders=orders, traced=traced)
        await book.put(experiment("e1", looks=(told,)), expected_version=None)

        page = await text_of(house.lead, f"{PAGE}/e1")

        assert "Known by a basket, a sign-in or a proof" in page
        assert "34%" in page
        assert "do not trust the orders" in page


async def publish(house: House, folder: Path) -> object:
    """Do the round that publishes what is due."""
    rounds = assemble_change_rounds(Settings(data_dir=folder), house.parts).rounds
    [go] = [one.go for one in rounds if one.name == "experiments.publish"]
    return await go()


async def looked(house: House, verdict: str) -> None:
    """Have the experiment looked at, as if the newest figures said so."""
    book, one = SqlExperimentBook(house.parts.database), await tried(house.parts)
    look = replace(kept_look(verdict), at=datetime.now(UTC) + timedelta(minutes=1))
    after = replace(one, looks=(look,), version=one.version + 1)
    await book.put(after, expected_version=one.version)


class TestForEverybody:
    async def test_a_change_goes_with_few_held_back_and_is_then_published(
        self, house: House, tmp_path: Path
    ) -> None:
        change = await house.propose(change_set())
        begun = await begin(house, change)
        page = begun.headers["location"].partition("?")[0]
        assert "Once it is better" in await text_of(house.lead, page)
        refused = await decide(house, "extend")
        await looked(house, "better")
        assert "It is better. Give it to everybody" in await text_of(house.lead, page)

        answer = await decide(house, "extend", held="5", days="7")

        one = await tried(house.parts)
        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "Nothing shows yet" in unescape(refused.text)
        assert (one.share, one.held_days) == (0.95, 7)
        told = await text_of(house.lead, answer.headers["location"])
        assert "Everybody gets it but 5% of the visitors" in told
        assert "95% of the visitors get it" in told
        await looked(house, "better")
        assert await publish(house, tmp_path) == 0
        await past(house, days=7)
        assert await publish(house, tmp_path) == 1
        await assemble_experiments(house.parts).settle()
        published = await house.book.get(change.change_id)
        assert published.state is ChangeState.PUBLISHED
        assert published.approvers == one.confirmers
        assert (await tried(house.parts)).state is ExperimentState.ENDED

    async def test_a_change_goes_at_once_with_nobody_held_back(
        self, house: House, tmp_path: Path
    ) -> None:
        change = await house.propose(change_set())
        await begin(house, change)
        await looked(house, "better")

        await decide(house, "extend", held="0")

        assert await publish(house, tmp_path) == 1
        assert (await house.book.get(change.change_id)).state is ChangeState.PUBLISHED

    async def test_a_change_goes_once_as_many_signed_as_money_takes(self, house: House) -> None:
        other = await house.sign_in(Role.ADMIN)
        await begin(house, await house.propose(change_set(stake=ChangeStake.MONEY)))
        await decide(house, "sign", other)
        await looked(house, "better")

        first = await decide(house, "extend", held="10", days="30")
        half = await tried(house.parts)
        await decide(house, "extend", other)

        assert "Another person has to sign" in await text_of(house.lead, first.headers["location"])
        assert half.share == 0.01
        one = await tried(house.parts)
        assert (one.share, one.held_days, len(one.confirmers)) == (0.9, 30, 2)


async def past(house: House, *, days: int) -> None:
    """Have everything of the experiment happened so many days earlier."""
    book, one = SqlExperimentBook(house.parts.database), await tried(house.parts)
    earlier = timedelta(days=days, minutes=2)
    moves = tuple(replace(move, at=move.at - earlier) for move in one.moves)
    await book.put(replace(one, moves=moves, version=one.version + 1), expected_version=one.version)


class TestAHoldout:
    async def test_is_off_until_people_start_it_and_ends_after_a_quarter(
        self, house: House
    ) -> None:
        assert "Off until you start it" in await text_of(house.lead, PAGE)
        admin = await house.sign_in(Role.ADMIN)
        admin.headers["accept-language"] = "en"

        refused = await house.lead.post(f"{PAGE}/holdout", data={"percent": "50"})
        answer = await admin.post(f"{PAGE}/holdout", data={"percent": "5"})
        again = await admin.post(f"{PAGE}/holdout", data={"percent": "5"})

        one = await tried(house.parts)
        assert refused.is_client_error
        assert again.status_code == httpx.codes.SEE_OTHER
        assert (one.kind, one.state) == ("holdout", ExperimentState.RUNNING)
        page = await text_of(admin, answer.headers["location"])
        assert "5% of the visitors are left out of new verified answers" in page
        assert "Try it on" not in page
        assert "5% of the visitors are left out." in await text_of(admin, PAGE)
        steps = assemble_experiments(house.parts)
        assert await steps.settle() == 0
        later = replace(steps, clock=Later(one.proposed_at + timedelta(days=91)))
        assert await later.settle() == 1
        assert (await tried(house.parts)).state is ExperimentState.ENDED

    async def test_can_be_ended_before(self, house: House) -> None:
        admin = await house.sign_in(Role.ADMIN)
        await admin.post(f"{PAGE}/holdout", data={"percent": "1"})

        await decide(house, "stop", admin)

        assert (await tried(house.parts)).state is ExperimentState.STOPPED

    async def test_tells_the_worth_of_all_with_its_interval(self, house: House) -> None:
        book = SqlExperimentBook(house.parts.database)
        await book.put(holdout(looks=(kept_look(),)), expected_version=None)

        page = await text_of(house.lead, f"{PAGE}/d0")

        assert "between \N{MINUS SIGN}10 and +18 points" in page
        assert "Left out" in page


class TestItsChangeSet:
    async def test_ends_the_experiment_once_it_is_published(self, house: House) -> None:
        change = await house.propose(change_set())
        await begin(house, change)

        await house.post(change, "approve")
        await assemble_experiments(house.parts).settle()

        assert (await tried(house.parts)).state is ExperimentState.ENDED

    async def test_stops_the_experiment_once_it_is_rejected(self, house: House) -> None:
        change = await house.propose(change_set())
        await begin(house, change)

        await house.post(change, "reject", reason="no")
        await assemble_experiments(house.parts).settle()

        one = await tried(house.parts)
        assert one.state is ExperimentState.STOPPED
        assert "the proposal was rejected" in await text_of(
            house.lead, f"{PAGE}/{one.experiment_id}"
        )

    async def test_takes_its_words_with_it_when_its_customers_are_erased(
        self, house: House
    ) -> None:
        change = await house.propose(made_of_a_question())
        await begin(house, change)

        await hold_change_sets(house.parts.database).erase(LEA)
        await assemble_experiments(house.parts).settle()

        one = await tried(house.parts)
        assert (one.state, one.content, one.title) == (ExperimentState.STOPPED, "", "")
        told = await text_of(house.lead, f"{PAGE}/{one.experiment_id}")
        assert "A change that was erased" in told
        assert "A change that was erased" in await text_of(house.lead, PAGE)

    async def test_takes_a_wording_with_it_when_its_customer_is_erased(self, house: House) -> None:
        other = WayOfAsking(language="en", text="Where can I leave the car?")
        change = await house.propose(made_of_a_question(other))
        await begin(house, change)

        await hold_change_sets(house.parts.database).erase(LEA)
        await assemble_experiments(house.parts).settle()

        one = await tried(house.parts)
        assert one.state is ExperimentState.STOPPED
        assert PARKING.ways[0].text not in f"{one.title} {one.content}"
        assert other.text in one.content

    async def test_does_not_expire_meanwhile(self, house: House) -> None:
        old = change_set()
        old = replace(old, proposed_at=old.proposed_at - KEPT - timedelta(days=1))
        await begin(house, await house.propose(old))
        assert await SqlChangeBook(house.parts.database).get(old.change_id) == old
        steps = assemble_experiments(house.parts)

        assert await steps.tried() == {old.change_id}
