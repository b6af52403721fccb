"""No message is written first without a consent, whatever happens in which order: a model judges.

The model knows nothing of the product: it keeps what people said, and reads the messages that the
outbox is to send. It says what may never be written; `test_consent_sequences.py` says what is.
"""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from assistant.commerce.order import Order, OrderRequest, RequestKind
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import ConsentChanged, ReplyWritten
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import ChannelKind
from integrations.stores.sql.database import open_database
from tests.support.consent_diary import (
    ALERT,
    BEGINS,
    COUNTRY,
    LEA,
    LEAS_PHONE,
    PHONES,
    PURPOSE_OF,
    SERVICE,
    TOM,
    TOMS_PHONE,
    WORDS,
    ImportedRow,
    Said,
    Talk,
    is_imported,
    is_quiet,
)
from tests.support.outreach_town import OutreachTown, migrated
from tests.support.seeds.outreach_facts import (
    ANSWER,
    alert_set,
    late_since,
    unanswered_question,
    wished,
)
from tests.support.seeds.shop_records import ARRIVED
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

picks = st.integers(0, 7)
people = st.sampled_from((LEA, TOM))


class ConsentModel(RuleBasedStateMachine):
    """What people do, and what may be written to them."""

    @initialize(begin=st.sampled_from(BEGINS), page_too=st.booleans())
    def open(self, begin: datetime, *, page_too: bool) -> None:
        self.loop, self.stack = asyncio.new_event_loop(), AsyncExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="consent-"))
        self.wait(self._open(begin))
        self.talks: list[Talk] = []
        self.rows: list[ImportedRow] = []
        self.orders: dict[str, str] = {}  # number -> customer
        self.claims: dict[str, bool] = {LEA: False, TOM: False}
        self.erased_at: dict[str, datetime] = {}  # by phone
        self.told: dict[str, tuple[Talk, ReplyWritten]] = {}
        self.serial = 0
        self.begin(LEA, ChannelKind.WHATSAPP, LEAS_PHONE)
        self.begin(TOM, ChannelKind.WHATSAPP, TOMS_PHONE)
        self.begin(LEA, ChannelKind.WEBCHAT, "")
        for at in range(2 + page_too):
            self.agrees_to_everything(at)

    async def _open(self, begin: datetime) -> None:
        url = f"sqlite:///{await migrated(self.folder)}"
        database = await self.stack.enter_async_context(open_database(url))
        countries = {CustomerId(name): code for name, code in COUNTRY.items()}
        self.town = OutreachTown(database, self.folder, at=begin, countries=countries)
        await self.town.turn_on()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.wait(self.stack.aclose())
            self.loop.close()
            shutil.rmtree(self.folder)

    def wait(self, awaitable: Any) -> Any:  # noqa: ANN401 - whatever it returns
        return self.loop.run_until_complete(awaitable)

    @property
    def now(self) -> datetime:
        return self.town.clock.now()

    def tick(self) -> datetime:
        self.town.clock.move(1)
        return self.now

    def begin(self, owner: str, channel: ChannelKind, phone: str, account: str = "n1") -> None:
        self.serial += 1
        talk = Talk(f"c{self.serial}", channel, phone)
        self.talks.append(talk)
        self.wait(self.town.meet(talk.name, channel, account, phone))
        if owner:
            self.know(talk, owner)

    def know(self, talk: Talk, owner: str) -> None:
        self.tick()
        self.wait(self.town.prove(talk.name, CustomerId(owner)))
        talk.owner = owner

    def open_talk(self, at: int) -> Talk | None:
        left = [one for one in self.talks if not one.is_over]
        return left[at % len(left)] if left else None

    # What people do.

    @rule(
        words=st.lists(
            st.tuples(picks, st.sampled_from((*WORDS, "STOP", "STOP"))), min_size=1, max_size=4
        ),
        owner=people,
        also=picks,
    )
    def writes_and_a_day_passes(self, words: list[tuple[int, str]], owner: str, also: int) -> None:
        for at, one in words:
            self.writes(at, one)
        self.a_day_with_news(owner, also)

    def writes(self, at: int, words: str) -> None:
        if talk := self.open_talk(at):
            now = self.tick()
            heard = [one for one in WORDS[words] if one[0] != "stop" or self.may_stop(talk)]
            self.wait(self.town.follow())
            self.wait(self.town.say(talk.name, words))
            talk.said += [Said(now, what, purpose) for what, purpose in heard]

    def may_stop(self, talk: Talk) -> bool:
        """Return whether STOP means messages: on the shop's own page, of who asked for some."""
        if talk.channel is not ChannelKind.WEBCHAT:
            return True
        theirs = [one for one in self.talks if talk.owner and one.owner == talk.owner]
        return any(one.what == "given" for other in (talk, *theirs) for one in other.said) or any(
            row.phone == other.phone for row in self.rows for other in theirs
        )

    @rule(at=picks)
    def agrees_to_everything(self, at: int) -> None:
        self.writes(at, "tenez-moi au courant")

    @rule(at=picks)
    def withdraws(self, at: int) -> None:
        if talk := self.open_talk(at):
            changed = ConsentChanged(
                conversation_id=ConversationId(talk.name),
                at=self.tick(),
                purpose=ContactPurpose.SERVICE,
                stage=ConsentStage.WITHDRAWN,
                source="console",
            )
            self.wait(self.town.tell(talk.name, changed))
            talk.said.append(Said(self.now, "withdrawn", SERVICE))

    @rule(at=picks)
    def asks_for_an_alert_and_what_nobody_knows(self, at: int) -> None:
        talk, now = self.open_talk(at), self.tick()
        if talk is None:
            return
        self.serial += 1
        name, title = ConversationId(talk.name), f"Pull {self.serial}."
        self.town.assortment.products[ProductId(title)] = wished(0, name=title)
        asked = alert_set(name, now, wish=f"w{self.serial}", product=title, variant=title)
        question = unanswered_question(name, now, message=f"q{self.serial}")
        self.wait(self.town.tell(talk.name, *asked, *question))
        talk.said.append(Said(now, "given", f"{ALERT} {title}"))

    @rule(
        channel=st.sampled_from((ChannelKind.WEBCHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER)),
        phone=st.sampled_from(PHONES),
        account=st.sampled_from(("n1", "n2")),
        owner=st.sampled_from(("", LEA, TOM)),
    )
    def comes(self, channel: ChannelKind, phone: str, account: str, owner: str) -> None:
        if len([one for one in self.talks if not one.is_over]) >= 6:
            return
        known = phone if channel is ChannelKind.WHATSAPP else ""
        alike = [one for one in self.talks if one.phone == known and not one.is_erased]
        if known and alike:  # a contact has one conversation with an account
            return
        self.tick()
        self.begin(owner, channel, known, account)

    @rule(at=picks, owner=people)
    def becomes_known(self, at: int, owner: str) -> None:
        talk = self.open_talk(at)
        if talk is not None and not talk.owner:
            self.know(talk, owner)

    @rule(at=picks, into=picks, seldom=st.integers(0, 2))
    def is_merged(self, at: int, into: int, seldom: int) -> None:
        source, target = self.open_talk(at), self.open_talk(into)
        if seldom:
            return
        if source is None or target is None or source is target or not source.owner:
            return
        if source.owner == target.owner:
            self.tick()
            self.wait(self.town.merge(source.name, target.name))
            source.is_over = True

    @rule(owner=people, seldom=st.integers(0, 5))
    def is_erased(self, owner: str, seldom: int) -> None:
        if seldom:
            return
        now = self.tick()
        self.wait(self.town.erase(CustomerId(owner)))
        for talk in self.talks:
            if talk.owner == owner:
                talk.is_over = talk.is_erased = True
                if talk.phone:
                    self.erased_at[talk.phone] = now

    # What the shop does.

    @rule(
        phone=st.sampled_from(PHONES[:3]),
        ago=st.sampled_from((400, 30, 1, 0)),
    )
    def imports(self, phone: str, ago: int) -> None:
        now = self.tick()
        given = now - timedelta(days=ago, seconds=1)
        self.serial += 1
        row = ImportedRow(f"f{self.serial}", phone, SERVICE, given)
        self.rows.append(row)
        line = (f"+{phone}", SERVICE, "whatsapp", given.isoformat(), "", "till", "1", "form")
        self.wait(self.town.upload(row.file_id, [line]))

    @rule(at=picks)
    @precondition(lambda self: any(not one.is_back for one in self.rows))
    def takes_an_import_back(self, at: int) -> None:
        left = [one for one in self.rows if not one.is_back]
        row = left[at % len(left)]
        self.tick()
        self.wait(self.town.take_back(row.file_id))
        row.is_back = True

    @rule(owner=people, is_open=st.sampled_from((False, True, False)))
    def complaint(self, owner: str, *, is_open: bool) -> None:
        self.claims[owner] = is_open
        self.tick()
        self.shelve(owner)

    def shelve(self, owner: str, *new: Order) -> None:
        """Let a customer have these orders as well, all with an open claim, or none."""
        claim = OrderRequest(
            kind=RequestKind.CLAIM,
            reference="K1",
            line_ids=(ARRIVED.lines[0].line_id, SHIPPED.lines[0].line_id),
            method_id=None,
            amount=None,
        )
        asked, customer = (claim,) if self.claims[owner] else (), CustomerId(owner)
        orders = (*new, *self.town.shop.orders.get(customer, ()))
        self.town.shop.orders[customer] = tuple(replace(one, requests=asked) for one in orders)

    def number(self, owner: str) -> str:
        self.serial += 1
        number = f"#{7000 + self.serial}"
        self.orders[number] = owner
        return number

    @rule(owner=people)
    def a_week_with_news(self, owner: str) -> None:
        for also in (1, 6, 3):
            self.a_day_with_news(owner, also)

    def shop_has_all(self, *, stock: bool) -> None:
        """Let the shop have every wished product and an answer to every question, or neither."""
        for name in self.town.assortment.products:
            self.town.assortment.products[name] = wished(3 if stock else 0, name=name)
        self.town.trial.says = ANSWER if stock else ""

    @rule(minutes=st.sampled_from((1, 35, 300, 780, 1440, 4400, 10100)))
    def time_passes(self, minutes: int) -> None:
        self.town.clock.move(60 * minutes)

    @rule(owner=people, also=picks)
    def a_day_with_news(self, owner: str, also: int) -> None:
        """Let something be so, and give outreach until the next afternoon to tell it."""
        self.works()
        if also % 4:
            self.shelve(owner, late_since(self.tick(), self.number(owner), CustomerId(owner)))
        self.shop_has_all(stock=also > 4)
        for _ in range(3):
            self.works()
            self.town.clock.move(7 * 3600)

    @rule()
    def works(self) -> None:
        self.tick()
        self.wait(self.town.work())
        self.judge()

    # What may be written.

    def judge(self) -> None:
        for talk in self.talks:
            if talk.is_erased:
                continue
            for said in self.wait(self.town.said(talk.name)):
                if said.message_id not in self.told:
                    self.may_be_written(talk, said)
                    self.told[said.message_id] = talk, said

    def may_be_written(self, talk: Talk, said: ReplyWritten) -> None:
        at, purpose = said.at, PURPOSE_OF[said.origin]
        if purpose == ALERT:
            (title,) = [one for one in self.town.assortment.products if one in said.text]
            purpose = f"{ALERT} {title}"
        assert at == self.now
        assert not talk.is_over
        assert not talk.is_stopped(at)
        assert self.is_covered(talk, purpose, at)
        country = COUNTRY.get(talk.owner, "FR")
        if talk.phone:
            country = "FR" if talk.phone.startswith("33") else "DE"
        assert not is_quiet(country, at)
        assert not (talk.owner and self.claims[talk.owner])
        week = [one for one in self.theirs(talk) if at - timedelta(days=7) < one.at <= at]
        assert len(week) < 2
        numbers = [one for one in self.orders if one in said.text]
        if said.origin == "parcel_late":
            (number,) = numbers
            assert self.orders[number] == talk.owner
            before = [one for _, one in self.told.values() if one.origin == said.origin]
            assert not [one for one in before if number in one.text]

    def theirs(self, talk: Talk) -> list[ReplyWritten]:
        """Return what was written to the person before, in every conversation that is theirs."""
        return [
            one
            for other, one in self.told.values()
            if other is talk or (talk.owner and other.owner == talk.owner and not other.is_erased)
        ]

    def is_covered(self, talk: Talk, purpose: str, at: datetime) -> bool:
        elsewhere = [
            stop
            for other in self.talks
            if other is not talk and talk.owner and other.owner == talk.owner
            if not other.is_erased
            for stop in other.stops(at)
        ]
        since = max(elsewhere, default=None)
        return talk.covers(purpose, at, since) or (
            not elsewhere
            and is_imported(
                talk, purpose, at, talks=self.talks, rows=self.rows, erased_at=self.erased_at
            )
        )


class ThinConsentModel(ConsentModel):
    """The same, for every run of the tests."""


TestThinConsentModel = ThinConsentModel.TestCase
TestThinConsentModel.settings = settings(
    max_examples=5,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


TestConsentModel = pytest.mark.slow(ConsentModel.TestCase)  # a database for each history
TestConsentModel.settings = settings(
    max_examples=100,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
