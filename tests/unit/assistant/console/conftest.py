"""Fixture wiring only."""

from collections.abc import AsyncIterator

import httpx
import pytest

from assistant.console.conversations.file_rules import FileRules
from tests.support.pages.console_desktop import ANNA, staffed
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import started


@pytest.fixture
async def house() -> House:
    house = House(await staffed(Office()))
    await house.log.start(started())
    await house.say("m1", "Où est <b>ma</b> commande ?")
    return house


@pytest.fixture
async def anna(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.office.browser(house.app, ANNA) as client:
        yield client


@pytest.fixture
async def narrow() -> AsyncIterator[httpx.AsyncClient]:
    """Anna in a shop that sends pictures only."""
    office = await staffed(Office())
    house = House(office, file_rules=FileRules(types=frozenset({"image/png"})))
    await house.log.start(started())
    await house.cases.advance(limit=100)
    async with office.browser(house.app, ANNA) as client:
        yield client
