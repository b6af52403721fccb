import structlog.testing
from starlette.requests import Request

from integrations.channels.completions.clients import count, count_wrong
from tests.support.memory.assemblies.web_chat import Limits


class TestOneTooMany:
    async def test_is_told_by_the_counter(self) -> None:
        limits = Limits(refused=("kiosk",))

        assert not (await count(limits, "kiosk", per_minute=1)).allowed
        assert (await count(limits, "other", per_minute=1)).allowed

    async def test_is_let_pass_without_one(self) -> None:
        with structlog.testing.capture_logs() as logged:
            assert (await count(Limits(broken=True), "kiosk", per_minute=1)).allowed

        assert [one["event"] for one in logged] == ["completions.not_counted"]


class TestAWrongKey:
    async def test_counts_by_where_it_comes_from(self) -> None:
        limits = Limits()
        scope = {"type": "http", "headers": [], "client": ("192.0.2.7", 1)}

        await count_wrong(limits, Request(scope))

        [key] = limits.asked
        assert key.startswith("completions:wrong:192.0.2")
