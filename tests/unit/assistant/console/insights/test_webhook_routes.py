"""Webhooks are managed where insights are read, by who may."""

import re
from datetime import timedelta

import httpx
import pytest

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.kit.announcing.types import (
    EVERY_TYPE,
    AnnouncementType,
    DeliveryState,
    Subscriber,
)
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.simulators.webhook_subscriber import announcement, subscriber

HOOK = "https://hooks.example/secret-path"


async def add(
    browser: httpx.AsyncClient, url: str = HOOK, **form: str | list[str]
) -> httpx.Response:
    return await browser.post("/insights/webhooks", data={"url": url, **form})


async def kept(gallery: Gallery) -> Subscriber:
    [one] = await gallery.announcements.subscribers()
    return one


class TestAWebhook:
    async def test_is_added_and_its_secret_shown_once(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)

        added = await add(oda)

        one = await kept(gallery)
        assert one.secrets[0] in added.text
        assert added.headers["cache-control"] == "no-store"
        page = (await oda.get(f"/insights/webhooks/{one.subscriber_id}")).text
        assert one.secrets[0] not in page
        assert "hooks.example" in (await oda.get("/insights/webhooks")).text

    async def test_of_slack_has_no_secret_and_its_address_is_not_shown(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        oda = await enter("oda", Role.OPERATIONS)

        added = await add(oda, kind="slack", language="en")

        one = await kept(gallery)
        assert (one.kind, one.language, one.secrets) == ("slack", "en", ())
        assert "secret-path" not in added.text
        assert "Digest of the week" in added.text

    @pytest.mark.parametrize(
        "url", ["http://hooks.example/x", "https://10.0.0.7/", "https://127.0.0.1/", "nonsense", ""]
    )
    async def test_whose_address_may_not_be_posted_to_is_refused_with_what_to_do(
        self, gallery: Gallery, enter: Enter, url: str
    ) -> None:
        oda = await enter("oda", Role.OPERATIONS)

        refused = await add(oda, url)

        assert refused.status_code == 409
        assert "COMPTOIR_WEBHOOKS__ALLOW_PRIVATE" in refused.text
        assert list(await gallery.announcements.subscribers()) == []

    @pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.MERCHANDISER])
    async def test_is_for_operations_alone(self, enter: Enter, role: Role) -> None:
        browser = await enter("lea", role)

        assert (await browser.get("/insights/webhooks")).status_code == 403
        assert (await add(browser)).status_code == 403

    async def test_gets_a_test_when_somebody_asks(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)
        one = await kept(gallery)
        await oda.post(f"/insights/webhooks/{one.subscriber_id}", data={"do": "test"})

        [delivery] = await gallery.announcements.deliveries(limit=9)
        assert delivery.type == "webhook.test"

    async def test_that_lost_something_shows_it_and_can_have_it_again(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)
        one, book = await kept(gallery), gallery.announcements
        await book.put(announcement("a1", words="what was lost"), only={one.subscriber_id})
        later = gallery.house.office.clock.now() + timedelta(days=2000)
        [taken] = await book.take(later, until=later, limit=9)
        await book.settle(taken, state=DeliveryState.DEAD, answer="500", at=later)

        listed = (await oda.get("/insights/webhooks")).text
        page = (await oda.get(f"/insights/webhooks/{one.subscriber_id}")).text
        form = {"do": "replay", "announcement": "a1"}
        again = await oda.post(f"/insights/webhooks/{one.subscriber_id}", data=form)

        assert "1 not delivered" in listed
        assert "what was lost" in page
        assert again.status_code == 303
        [delivery] = await book.deliveries(limit=9)
        assert delivery.state is DeliveryState.WAITING

    async def test_is_told_of_what_somebody_ticks(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda, on=["insight.done", "insight.measured"])
        one = await kept(gallery)
        assert one.types == {"insight.done", "insight.measured"}
        address = f"/insights/webhooks/{one.subscriber_id}"
        assert (await oda.get(address)).text.count(" checked") == 2

        await oda.post(address, data={"do": "choose", "on": ["digest.ready"]})
        assert (await kept(gallery)).types == {"digest.ready"}
        await oda.post(address, data={"do": "choose"})
        assert (await kept(gallery)).types == EVERY_TYPE - {AnnouncementType.AUDIT_HEAD}

    async def test_that_is_refused_keeps_what_was_chosen(self, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)

        refused = await add(oda, "nonsense", kind="slack", language="en", on="insight.done")

        assert refused.text.count(" selected") == 2
        assert 'value="insight.done" checked' in refused.text

    async def test_that_another_key_sealed_can_be_removed_and_says_why(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        sealed = subscriber("s1", url="", secrets=(), readable=False)
        await gallery.announcements.keep(sealed)

        listed = (await oda.get("/insights/webhooks")).text
        page = (await oda.get("/insights/webhooks/s1")).text
        await oda.post("/insights/webhooks/s1", data={"do": "rotate"})
        unchanged = await kept(gallery)
        recorded = await gallery.house.audited()
        await oda.post("/insights/webhooks/s1", data={"do": "remove"})

        assert "Unreadable" in listed
        assert "COMPTOIR_IDENTITY__KEY" in page
        assert unchanged == sealed
        assert Action.WEBHOOK_CHANGED not in recorded
        assert list(await gallery.announcements.subscribers()) == []

    async def test_that_lost_much_is_said_to_have_lost_all_of_it(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)
        one, book = await kept(gallery), gallery.announcements
        later = gallery.house.office.clock.now() + timedelta(days=2000)
        for number in range(130):
            await book.put(announcement(f"a{number}"), only={one.subscriber_id})
        for taken in await book.take(later, until=later, limit=999):
            await book.settle(taken, state=DeliveryState.DEAD, answer="500", at=later)

        assert "130 not delivered" in (await oda.get("/insights/webhooks")).text

    async def test_has_its_secret_replaced(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)
        before = await kept(gallery)

        page = await oda.post(f"/insights/webhooks/{before.subscriber_id}", data={"do": "rotate"})

        after = await kept(gallery)
        assert after.secrets[1] == before.secrets[0]
        assert re.search(r"whsec_[\w+/=]+", page.text)
        assert after.secrets[0] in page.text

    async def test_is_removed(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)
        one = await kept(gallery)
        address = f"/insights/webhooks/{one.subscriber_id}"
        await oda.post(address, data={"do": "remove"})

        assert list(await gallery.announcements.subscribers()) == []
        assert (await oda.get(address)).status_code == 404
        assert (await oda.post(address, data={"do": "test"})).status_code == 404

    async def test_leaves_in_the_audit_who_did_what(self, gallery: Gallery, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        await add(oda)

        assert Action.WEBHOOK_CHANGED in await gallery.house.audited()

    async def test_is_managed_in_french_too(self, enter: Enter) -> None:
        oda = await enter("oda", Role.OPERATIONS)
        oda.cookies.set("console_language", "fr", domain="127.0.0.1")

        assert "JSON signé" in (await oda.get("/insights/webhooks")).text
