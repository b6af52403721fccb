"""A conversation between a customer, the assistant and people in Chatwoot, over real HTTP."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import NoteWritten
from assistant.desk.moves.conversation_moves import claim, snooze
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import LATER
from tests.support.seeds.people_events import C1
from tests.support.simulators.chatwoot.journey import Journey, journey
from tests.support.simulators.chatwoot.store import BOT, LEA, NOE


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Journey]:
    async with journey(tmp_path) as opened:
        yield opened


class TestAHandoff:
    async def test_shows_people_what_was_said_and_what_they_need_to_go_on(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()

        seen = shop.chatwoot.only.written()

        assert seen[:3] == [
            ("customer", "Où est ma commande 1042 ?"),
            (BOT.name, "Où est ma commande 1042 ?"),  # the assistant's echo
            ("customer", "Je veux parler à quelqu'un."),
        ]
        who, note = seen[3]
        assert who == "note"
        assert "« Je veux parler à quelqu'un. »" in note
        assert "1042" in note
        assert shop.chatwoot.only.status == "open"

    async def test_opens_nothing_while_the_assistant_goes_on(self, shop: Journey) -> None:
        await shop.shop.open()
        await shop.shop.says("Où est ma commande 1042 ?")
        await shop.settle()

        assert shop.chatwoot.store.conversations == {}

    async def test_that_is_followed_by_another_goes_on_in_the_same_case(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.sets(LEA, "resolved")
        await shop.settle()

        await shop.shop.says("Encore quelqu'un, vite.")
        await shop.settle()

        assert [who for who, _ in shop.chatwoot.only.written()].count("note") == 2
        assert shop.chatwoot.only.status == "open"


class TestAnAgentWhoAnswersInChatwoot:
    async def test_reaches_the_customer_and_silences_the_assistant(self, shop: Journey) -> None:
        await shop.hand_off()

        shop.chatwoot.says(LEA, "Bonjour, elle part demain.")
        await shop.settle()
        await shop.shop.says("Merci, à quelle heure ?")
        await shop.settle()

        assert shop.answered("Bonjour, elle part demain.")
        assert not shop.answered("Merci, à quelle heure ?")
        assert shop.chatwoot.only.written()[-1] == ("customer", "Merci, à quelle heure ?")

    async def test_is_who_the_directory_says_by_their_address(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Bonjour.")
        await shop.settle()

        (reply,) = await shop.shop.by_agents()
        assert (reply.agent_id, reply.agent_name) == ("lea", "Lea")

    async def test_and_is_not_in_the_directory_is_shown_by_name(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(NOE, "Bonjour.")
        await shop.settle()

        (reply,) = await shop.shop.by_agents()
        assert (reply.agent_id, reply.agent_name) == ("chatwoot:6", "Noé")

    @pytest.mark.parametrize(
        ("pictures", "shown"),
        [
            ("https://chat.example", "https://chat.example/avatars/6.png"),
            ("http://chat.example", ""),  # anybody on the way reads who talks to whom
            ("https://tracker.example", ""),
        ],
    )
    async def test_is_shown_with_the_picture_that_is_in_the_shops_own_chatwoot(
        self, shop: Journey, pictures: str, shown: str
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.says(replace(NOE, pictures=pictures), "Bonjour.")
        shop.chatwoot.waiting()  # lost; what is looked up has pictures
        shop.shop.clock.move(61)
        await shop.settle()

        (reply,) = await shop.shop.by_agents()
        assert reply.agent_picture == shown

    async def test_takes_it_from_the_assistant_though_nothing_was_handed_off(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.sets(LEA, "pending")
        await shop.settle()
        assert await shop.shop.status() is ConversationStatus.PENDING

        shop.chatwoot.says(LEA, "Une chose encore.")
        await shop.settle()

        assert await shop.shop.status() is ConversationStatus.OPEN
        assert shop.chatwoot.only.status == "open"

    async def test_takes_it_while_a_reply_is_on_its_way(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.sets(LEA, "pending")
        await shop.settle()

        async def meanwhile(_: int) -> None:
            shop.chatwoot.says(LEA, "Je m'en occupe.")
            assert await shop.told(shop.chatwoot.waiting()) == [200]

        shop.shop.turn.meanwhile = meanwhile
        await shop.shop.says("Et ma facture ?")
        shop.shop.turn.meanwhile = None
        await shop.settle()

        assert shop.answered("Je m'en occupe.")
        assert not shop.answered("Et ma facture ?")

    async def test_may_answer_after_a_colleague(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Je demande.")
        shop.chatwoot.says(NOE, "C'est parti.")
        await shop.settle()

        assert [one.agent_name for one in await shop.shop.by_agents()] == ["Lea", "Noé"]
        assert shop.answered("C'est parti.")

    async def test_has_files_named_to_the_customer(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Voici.", files=["facture 12.pdf"])
        await shop.settle()

        assert shop.answered("Voici.\n[facture 12.pdf]")

    async def test_and_writes_a_note_tells_the_customer_nothing(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Cliente fidèle.", private=True)
        await shop.settle()

        record = await shop.shop.events.read(C1)
        notes = [s.event for s in record.events if isinstance(s.event, NoteWritten)]
        assert [(one.text, one.by) for one in notes] == [("Cliente fidèle.", "lea")]
        assert not shop.answered("Cliente fidèle.")
        assert not (await shop.shop.conversation()).ownership.claimed


class TestAStatus:
    async def test_given_back_lets_the_assistant_go_on(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "C'est fait.")
        shop.chatwoot.sets(LEA, "pending")
        await shop.settle()

        await shop.shop.says("Et pour un échange ?")
        await shop.settle()

        assert await shop.shop.status() is ConversationStatus.PENDING
        assert shop.answered("Et pour un échange ?")
        assert shop.chatwoot.only.status == "pending"

    async def test_resolved_stays_so_until_the_customer_asks_for_somebody(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "C'est fait.")
        shop.chatwoot.sets(LEA, "resolved")
        await shop.settle()
        assert await shop.shop.status() is ConversationStatus.RESOLVED

        await shop.shop.says("Merci !")
        await shop.settle()

        assert shop.answered("Merci !")  # by the assistant
        assert await shop.shop.status() is ConversationStatus.PENDING
        assert shop.chatwoot.only.statuses() == ["open", "resolved", "pending"]  # nobody is called

    async def test_resolved_while_the_customer_writes_overlooks_nothing(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.sets(LEA, "resolved")
        await shop.shop.says("Attendez, autre chose ?")
        await shop.settle()
        await shop.settle()

        assert shop.answered("Attendez, autre chose ?")
        assert await shop.shop.status() is ConversationStatus.PENDING
        assert shop.chatwoot.only.status == "pending"

    async def test_opened_by_an_agent_silences_the_assistant(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.sets(LEA, "pending")
        await shop.settle()

        shop.chatwoot.sets(LEA, "open")
        await shop.settle()

        owner = (await shop.shop.conversation()).ownership
        assert (owner.status, owner.agent_id, owner.claimed) == (
            ConversationStatus.OPEN,
            "lea",
            True,
        )

    async def test_snoozed_in_chatwoot_is_snoozed_here_until_the_customer_writes(
        self, shop: Journey
    ) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Je reviens vers vous.")
        await shop.settle()
        shop.chatwoot.sets(LEA, "snoozed", until=int(LATER.timestamp()))
        await shop.settle()
        assert await shop.shop.status() is ConversationStatus.SNOOZED

        await shop.shop.says("Alors ?")
        await shop.settle()

        assert await shop.shop.status() is ConversationStatus.OPEN
        assert shop.chatwoot.only.status == "open"

    async def test_set_here_is_set_there(self, shop: Journey) -> None:
        await shop.hand_off()
        await shop.shop.desk.make(C1, claim(agent("lea")), snooze(agent("lea"), until=LATER))
        await shop.settle()
        status = shop.chatwoot.only.status

        # Unanswered words are not put away: people go on seeing it as open.
        assert (await shop.shop.status(), status) == (ConversationStatus.OPEN, "open")

    async def test_never_goes_back_and_forth(self, shop: Journey) -> None:
        await shop.hand_off()
        for status in ("pending", "open", "resolved", "open", "pending"):
            shop.chatwoot.sets(LEA, status)
            await shop.settle()
            assert shop.chatwoot.only.status == status

        assert shop.moves_of_status() == 1  # the handoff's own


class TestWebhooks:
    async def test_that_come_again_change_nothing(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Elle part demain.")
        shop.chatwoot.sets(LEA, "pending")
        told = shop.chatwoot.waiting()
        for _ in range(3):
            await shop.told(told)
            await shop.settle()

        assert shop.shop.channel.texts.count("Elle part demain.") == 1
        assert await shop.shop.status() is ConversationStatus.PENDING

    @pytest.mark.parametrize("seed", range(5))
    async def test_in_any_order_come_to_the_same(self, shop: Journey, seed: int) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Elle part demain.")
        for status in ("pending", "open", "resolved"):
            shop.chatwoot.sets(LEA, status)
        told = shop.chatwoot.waiting()
        random.Random(seed).shuffle(told)  # noqa: S311 - the same every time
        for one in told:
            await shop.told([one])
            await shop.settle()

        assert shop.shop.channel.texts.count("Elle part demain.") == 1
        assert await shop.shop.status() is ConversationStatus.RESOLVED
        assert shop.chatwoot.only.status == "resolved"

    async def test_that_never_came_are_made_good(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.says(LEA, "Elle part demain.")
        shop.chatwoot.sets(LEA, "pending")
        shop.chatwoot.waiting()  # lost

        shop.shop.clock.move(61)
        await shop.settle()

        assert shop.shop.channel.texts.count("Elle part demain.") == 1
        assert await shop.shop.status() is ConversationStatus.PENDING
        (reply,) = await shop.shop.by_agents()
        assert reply.agent_id == "lea"

    async def test_of_what_we_wrote_ourselves_are_dropped(self, shop: Journey) -> None:
        await shop.hand_off()

        assert await shop.shop.by_agents() == []
        assert len(shop.chatwoot.only.written()) == 4


class TestChatwootThatIsAway:
    async def test_for_an_hour_loses_nothing(self, shop: Journey) -> None:
        await shop.hand_off()
        shop.chatwoot.away = True
        for minute in range(60):
            await shop.shop.says(f"minute {minute}")
            await shop.shop.loop.once()
            shop.shop.clock.move(60)
        asked_meanwhile = len(shop.chatwoot.asked)

        shop.chatwoot.away = False
        shop.shop.clock.move(600)
        await shop.settle()

        said = [text for who, text in shop.chatwoot.only.written() if who == "customer"]
        assert said[2:] == [f"minute {minute}" for minute in range(60)]
        assert asked_meanwhile < 150  # it was left alone meanwhile

    async def test_at_the_handoff_is_told_once_it_is_back(self, shop: Journey) -> None:
        shop.chatwoot.away = True
        await shop.shop.open()
        await shop.shop.says("Je veux parler à quelqu'un.")
        await shop.shop.loop.once()
        assert await shop.shop.status() is ConversationStatus.OPEN

        shop.chatwoot.away = False
        shop.shop.clock.move(600)
        await shop.settle()

        assert shop.chatwoot.only.status == "open"
