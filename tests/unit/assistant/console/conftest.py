"""Fixture wiring only."""

from collections.abc import AsyncIterator

import httpx
import pytest

from assistant.console.files import FileRules
from tests.infra.console import ANNA, staffed
from tests.infra.console_house import House
from tests.infra.events import started
from tests.infra.staffing import Office


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
