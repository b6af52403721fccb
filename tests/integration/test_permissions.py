"""Every route of the console, as it is served, for every role."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.processes.web_application import create_app
from assistant.commerce.ports import ShopSystem
from assistant.conversation.people import Role
from assistant.desk.staff.permissions import PERMISSIONS_BY_ROLE
from assistant.kit.settings.settings import Settings
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.pages.console_routes import console_routes, hollow
from tests.support.pages.installed_console import browser, sign_in
from tests.support.seeds.shop_records import RECORDS


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    async with open_parts(Settings(data_dir=tmp_path)) as parts:
        yield parts


@pytest.fixture
def app(parts: Parts, tmp_path: Path) -> FastAPI:
    there = MemoryShop(RECORDS)
    shop = ShopSystem(customers=there, orders=there, assortment=there)
    app, _ = create_app(Settings(data_dir=tmp_path), parts, shop=shop, demo=False)
    return app


class TestEveryRouteOfTheConsole:
    def test_declares_who_may_come(self, app: FastAPI) -> None:
        declared = list(console_routes(app))

        assert declared
        assert [str(one) for one in declared if not one.permissions and not one.public] == []
        assert [str(one) for one in declared if one.permissions and one.public] == []

    async def test_is_closed_to_who_is_not_signed_in(self, app: FastAPI) -> None:
        hollow(app)
        open_to_all = []
        async with browser(app) as client:
            for route in console_routes(app):
                response = await client.request(route.method, route.path)
                away = response.headers.get("location", "").startswith("/console/sign-in")
                if not (response.status_code == 303 and away) and not route.public:
                    open_to_all.append(f"{route}: {response.status_code}")

        assert open_to_all == []

    @pytest.mark.parametrize("role", Role)
    async def test_is_open_to_the_roles_that_the_table_says_and_to_no_other(
        self, app: FastAPI, role: Role
    ) -> None:
        hollow(app)
        wrong = []
        async with await sign_in(app, role) as client:
            for route in console_routes(app):
                response = await client.request(route.method, route.path)
                # 422: let in, with something made up in place of what the route wants.
                expected = (204, 422) if route.permissions <= PERMISSIONS_BY_ROLE[role] else (403,)
                if response.status_code not in expected:
                    wrong.append(f"{route}: {response.status_code}")

        assert wrong == []

    @pytest.mark.parametrize("role", Role)
    async def test_changes_nothing_without_the_sessions_token(
        self, app: FastAPI, role: Role
    ) -> None:
        hollow(app)
        forged = []
        async with await sign_in(app, role) as client:
            del client.headers["X-CSRF-Token"]
            for route in console_routes(app):
                if route.method in ("GET", "HEAD") or route.public:
                    continue
                response = await client.request(route.method, route.path)
                if response.status_code != 403:
                    forged.append(f"{route}: {response.status_code}")

        assert forged == []
