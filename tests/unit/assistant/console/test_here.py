import httpx

from tests.support.pages.console_house import C1, SCRIPT, House, posted


async def write(client: httpx.AsyncClient, *, typing: str = "1") -> None:
    fields = {"conversation": "c1", "typing": typing, "gone": ""}
    answer = await client.post("/console/here", data=fields, headers=SCRIPT)
    assert answer.status_code == 204


class TestAnAgentWhoWrites:
    async def test_is_shown_to_the_customer_whom_they_have_by_the_name_that_customers_know(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        async with house.console.fanout.subscribe(C1) as notices:
            await write(anna)
            begins = await anext(notices)
            await write(anna, typing="")
            ends = await anext(notices)

        assert b'"active":true' in begins
        assert b'"name":"Anna"' in begins
        assert b'"active":false' in ends

    async def test_is_not_shown_to_a_customer_who_is_not_theirs(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        async with house.console.fanout.subscribe(C1) as notices:
            await write(anna)
            await house.console.fanout.publish(C1, b"the next that is told")

            assert await anext(notices) == b"the next that is told"
