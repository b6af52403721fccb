"""Trials on the parts of a worker: the product's own turn, and nothing in the world is changed."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import redis.asyncio as redis

from assistant.app.compose.answer_engine import open_answer_parts
from assistant.app.compose.people_desk import assemble_outlooks
from assistant.app.compose.process_parts import open_parts
from assistant.app.compose.shop_operations import assemble_trials, open_operations
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.worker_process import assemble_worker_turn
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    CustomerWrote,
    HandoffRequested,
    IdentityProven,
    OperationDone,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.messages.steps.turn_step import TurnStep
from assistant.messages.trials.dry_identity import DrySpool
from assistant.messages.trials.dry_shop import DryOrders
from assistant.messages.trials.rehearsal import reply_in
from assistant.messages.trials.trial import TrialMessage, Trials, TriedTurn, UnknownCustomerError
from assistant.messages.turn import Turn
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from integrations.stores.redis.embedded_valkey import embedded_valkey
from tests.support.processes.comptoir import new_data_dir

HUGO = "hugo.lambert@example.com"


@dataclass(frozen=True, kw_only=True)
class World:
    """A worker's parts, and all that could be changed."""

    trials: Trials
    database: Path
    outbox: Path
    redis_url: str

    async def state(self) -> tuple[list[str], list[str], list[str]]:
        """Every row of every table, every key in Valkey, every mail."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            rows = list(connection.iterdump())
        async with redis.from_url(self.redis_url) as client:
            keys = sorted(str(one) for one in await client.keys("*"))
        mails = sorted(one.name for one in self.outbox.glob("*")) if self.outbox.exists() else []
        return rows, keys, mails

    async def talk(self, *texts: str, **given: object) -> list[TriedTurn]:
        """Try messages one after the other in one trial."""
        tried: list[TriedTurn] = []
        message = TrialMessage(text="", **given)  # type: ignore[arg-type]  # fields
        for text in texts:
            tried.append(await self.trials.take(replace(message, text=text)))
            message = message.after(tried[-1])
        return tried


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = new_data_dir(tmp_path_factory.mktemp("trials"), like=demo_data, index=True)
    settings = Settings(
        data_dir=folder,
        shop=DEMO_SHOP,
        helpdesk=HelpdeskSettings(kind="builtin"),
    )
    async with (
        embedded_valkey(folder) as url,
        open_parts(settings, redis_url=url) as parts,
        open_answer_parts(settings) as answering,
    ):
        await fill_demo(settings, datetime.now(UTC))
        table = LiveTable(parts.tables)
        async with open_operations(settings, parts, table, "fr", answering.index) as operations:
            assert operations is not None
            autonomy = AnswerAutonomy(autonomy=table, customers=operations.customers)
            outlooks = assemble_outlooks(settings, parts, operations.customers)
            turn = assemble_worker_turn(answering, autonomy, operations, outlooks, None)
            yield World(
                trials=assemble_trials(settings, turn, operations),
                database=folder / "comptoir.db",
                outbox=settings.outbox,
                redis_url=url,
            )


def reached(root: object) -> list[object]:
    """Everything of ours that an object holds, and what that holds, but the shop behind `Dry`."""
    seen: dict[int, object] = {}
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen[id(one)] = one
        if is_dataclass(one) and not isinstance(one, type | DryOrders):
            waiting += [getattr(one, field.name, None) for field in fields(one)]
        elif isinstance(one, Mapping | tuple | list):
            waiting += one.values() if isinstance(one, Mapping) else one
    return list(seen.values())


def done(tried: TriedTurn) -> list[str]:
    return [one.operation for one in tried.followed if isinstance(one, OperationDone)]


@pytest.mark.asyncio(loop_scope="module")
class TestATrial:
    async def test_changes_nothing_whatever_is_asked_for(self, world: World) -> None:
        before = await world.state()

        cancelled = await world.talk(
            "annulez la commande BM10483856, plus besoin", "oui", customer=HUGO
        )
        returned = await world.talk("je veux renvoyer le débardeur, il a un trou", customer=HUGO)
        coded = await world.talk("je veux annuler ma commande", HUGO)
        person = await world.talk("je veux parler à une personne")
        basket = await world.talk("ajoute la marinière Estran au panier")

        assert done(cancelled[-1]) == ["cancel_order"]
        assert cancelled[-1].effects == ("cancel_order",)
        assert returned[-1].reply is not None
        assert [len(one) for one in coded[-1].codes] == [6]
        assert any(isinstance(one, HandoffRequested) for one in person[-1].followed)
        assert basket[-1].reply is not None
        assert await world.state() == before

    async def test_has_no_gate_to_an_effect_anywhere_in_its_turn(self, world: World) -> None:
        gate = world.trials.gate
        assert gate is not None
        taken: list[Turn] = []

        def steps(turn: Turn) -> tuple[TurnStep, ...]:
            taken.append(turn)
            return world.trials.steps(turn)

        await replace(world.trials, steps=steps).take(TrialMessage(text="Bonjour"))

        held = [one for one in reached(taken[0]) if isinstance(one, Gate)]
        assert held
        assert all(isinstance(one.orders, DryOrders) and one.mail is None for one in held)
        spools = [one for one in reached(taken[0]) if isinstance(one, Identifier)]
        assert all(isinstance(one.spool, DrySpool) for one in spools)

    async def test_proves_a_customer_with_the_code_that_was_not_mailed(self, world: World) -> None:
        message = TrialMessage(text="je veux annuler ma commande")
        asked = await world.trials.take(message)
        sent = await world.trials.take(replace(message, text=HUGO, events=asked.events))

        proved = await world.trials.take(replace(message, text=sent.codes[0], events=sent.events))

        assert any(isinstance(one, IdentityProven) for one in proved.followed)

    async def test_of_those_who_read_no_customers_proves_nobody(self, world: World) -> None:
        message = TrialMessage(text="je veux annuler ma commande", proves=False)
        asked = await world.trials.take(message)
        sent = await world.trials.take(replace(message, text=HUGO, events=asked.events))
        (code,) = (
            await world.trials.take(replace(message, text=HUGO, events=asked.events, proves=True))
        ).codes
        as_sent = replace(message, text=code, events=sent.events)

        proved = await world.trials.take(as_sent)

        assert sent.reply is not None
        assert sent.codes == ()
        assert proved.reply is not None
        assert not any(isinstance(one, IdentityProven) for one in proved.followed)

    async def test_knows_what_it_would_have_done_before(self, world: World) -> None:
        *_, asked_again = await world.talk(
            "annulez la commande BM10483856, plus besoin",
            "oui",
            "c'est bien fait ?",
            customer=HUGO,
        )

        assert asked_again.reply is not None
        assert "BM10483856" in asked_again.reply.text
        assert asked_again.effects == ()

    async def test_is_of_the_time_that_was_chosen(self, world: World) -> None:
        night = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # a Sunday
        day = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

        (closed,) = await world.talk("je veux parler à une personne", at=night)
        (open_,) = await world.talk("je veux parler à une personne", at=day)

        assert [one.fact.type for one in closed.steps].count("outlook") == 1
        assert closed.at == night
        assert closed.reply is not None
        assert open_.reply is not None
        assert closed.reply.text != open_.reply.text

    async def test_of_an_address_that_the_shop_does_not_know_is_refused(self, world: World) -> None:
        with pytest.raises(UnknownCustomerError):
            await world.talk("où est ma commande ?", customer="nobody@example.com")

    async def test_keeps_the_conventions_of_its_channel(self, world: World) -> None:
        (stopped,) = await world.talk("STOP", channel=ChannelKind.WHATSAPP)
        (asked,) = await world.talk("STOP", channel=ChannelKind.WEBCHAT)

        assert stopped.followed[0].type == "contact_opted_out"
        assert "contact_opted_out" not in [one.type for one in asked.followed]


@pytest.mark.asyncio(loop_scope="module")
class TestTheWay:
    async def test_tells_every_step_of_an_answer(self, world: World) -> None:
        (tried,) = await world.talk("Quel est le délai de retour ?")

        kinds = [one.fact.type for one in tried.steps]
        assert kinds == ["heard", "decided", "composed", "found", "read", "weighed", "guarded"]
        assert all(one.ms >= 0 for one in tried.steps)
        assert {one.fact.type: one.depth for one in tried.steps}["found"] == 1

    async def test_changes_no_word_of_the_answer(self, world: World) -> None:
        question = "Do you offer gift cards?"
        conversation = Conversation(conversation_id=ConversationId("c1"), language="en")
        asked = CustomerWrote(
            conversation_id=conversation.conversation_id,
            at=datetime.now(UTC),
            message_id=MessageId("m1"),
            text=question,
        )

        (tried,) = await world.talk(question, language="en")
        plain = await world.trials.turn.take(conversation.after(asked))

        assert tried.reply is not None
        assert reply_in(plain).text == tried.reply.text
