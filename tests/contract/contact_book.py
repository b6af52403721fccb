"""What every `ContactBook` does. Inherit `ContactBookContract` and override `book`."""

import pytest

from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.ports import Contact, ContactBook
from assistant.messages.channels.updates import AccountContact, ContactKeys

NUMBER, OTHER_NUMBER = AccountId("111"), AccountId("222")
USER, OTHER_USER = "FR.134", "FR.977"
PHONE, OTHER_PHONE = "33612345678", "33698765432"


def at(user_id: str = "", phone: str = "", account: AccountId = NUMBER) -> AccountContact:
    keys = ContactKeys(user_id=user_id, phone=phone)
    return AccountContact(channel=ChannelKind.WHATSAPP, account_id=account, keys=keys)


class ContactBookContract:
    @pytest.fixture
    def book(self) -> ContactBook:
        raise NotImplementedError

    async def opened(self, book: ContactBook, place: AccountContact, conversation: str) -> Contact:
        contact, _ = await book.open(
            place, name="Ana", conversation_id=ConversationId(conversation)
        )
        return contact

    async def test_a_contact_is_opened_once(self, book: ContactBook) -> None:
        first, new = await book.open(at(USER, PHONE), name="Ana", conversation_id=_id("c1"))
        again, newer = await book.open(at(USER, PHONE), name="Ana", conversation_id=_id("c2"))

        assert (new, newer) == (True, False)
        assert first == again
        assert again.conversation_id == "c1"
        assert again.name == "Ana"

    async def test_the_user_id_is_enough(self, book: ContactBook) -> None:
        await self.opened(book, at(USER), "c1")

        assert (await self.opened(book, at(USER), "c2")).conversation_id == "c1"

    async def test_a_number_learnt_later_finds_the_same_contact(self, book: ContactBook) -> None:
        await self.opened(book, at(USER), "c1")
        await self.opened(book, at(USER, PHONE), "c2")

        found = await book.find(at(phone=PHONE))
        assert found is not None
        assert found.conversation_id == "c1"

    async def test_a_user_id_learnt_later_is_the_contacts(self, book: ContactBook) -> None:
        await self.opened(book, at(phone=PHONE), "c1")

        assert (await self.opened(book, at(USER, PHONE), "c2")).conversation_id == "c1"
        assert (await self.opened(book, at(USER), "c3")).conversation_id == "c1"

    async def test_a_number_that_changed_hands_opens_another_contact(
        self, book: ContactBook
    ) -> None:
        await self.opened(book, at(USER, PHONE), "c1")

        other = await self.opened(book, at(OTHER_USER, PHONE), "c2")

        assert other.conversation_id == "c2"
        assert other.keys.phone == PHONE
        first = await book.of(_id("c1"))
        assert first is not None
        assert first.keys == ContactKeys(user_id=USER)

    async def test_another_account_knows_another_contact(self, book: ContactBook) -> None:
        await self.opened(book, at(USER, PHONE), "c1")

        other = await self.opened(book, at(USER, PHONE, OTHER_NUMBER), "c2")

        assert other.conversation_id == "c2"

    async def test_two_contacts_are_not_merged_because_one_takes_the_others_number(
        self, book: ContactBook
    ) -> None:
        await self.opened(book, at(phone=PHONE), "c1")
        await self.opened(book, at(USER), "c2")

        known = await self.opened(book, at(USER, PHONE), "c3")

        assert known.conversation_id == "c2"
        assert (await book.of(_id("c1"))) is not None

    async def test_the_channels_word_moves_a_contact_to_a_new_key(self, book: ContactBook) -> None:
        await self.opened(book, at(USER, PHONE), "c1")

        moved = await book.rekey(
            ChannelKind.WHATSAPP,
            NUMBER,
            old=ContactKeys(user_id=USER),
            new=ContactKeys(user_id=OTHER_USER, phone=OTHER_PHONE),
        )

        assert moved is not None
        assert moved.conversation_id == "c1"
        found = await book.find(at(OTHER_USER))
        assert found is not None
        assert found.conversation_id == "c1"
        assert await book.find(at(USER)) is None

    async def test_a_key_that_is_anothers_stays_theirs(self, book: ContactBook) -> None:
        await self.opened(book, at(USER), "c1")
        await self.opened(book, at(OTHER_USER), "c2")

        await book.rekey(
            ChannelKind.WHATSAPP,
            NUMBER,
            old=ContactKeys(user_id=USER),
            new=ContactKeys(user_id=OTHER_USER),
        )

        found = await book.find(at(OTHER_USER))
        assert found is not None
        assert found.conversation_id == "c2"

    async def test_nobody_is_known_by_a_key_that_was_never_told(self, book: ContactBook) -> None:
        unknown = ContactKeys(user_id="FR.0")
        assert await book.find(at("FR.0")) is None
        assert await book.rekey(ChannelKind.WHATSAPP, NUMBER, old=unknown, new=unknown) is None
        assert await book.of(_id("c9")) is None

    async def test_are_found_together_by_their_conversations(self, book: ContactBook) -> None:
        await self.opened(book, at(USER), "c1")
        await self.opened(book, at(OTHER_USER), "c2")

        found = await book.those([_id("c1"), _id("c2"), _id("c9")])

        assert {one: each.keys.user_id for one, each in found.items()} == {
            "c1": USER,
            "c2": OTHER_USER,
        }
        assert await book.those([]) == {}

    async def test_whoever_was_forgotten_is_new(self, book: ContactBook) -> None:
        await self.opened(book, at(USER, PHONE), "c1")

        await book.forget(_id("c1"))

        assert (await self.opened(book, at(USER, PHONE), "c2")).conversation_id == "c2"


def _id(name: str) -> ConversationId:
    return ConversationId(name)
