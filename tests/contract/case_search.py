"""How every `Cases` is searched and kept along with the log; inherited beside `CasesContract`."""

from dataclasses import replace

import pytest

from assistant.conversation.events import (
    CodeSent,
    ConversationErased,
    OperationDone,
    OperationProposed,
)
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import Attachment
from assistant.desk.ports import CaseQuery, View
from tests.contract.cases import ANNA, DeskView, opened
from tests.support.seeds.conversation_events import LATER, NOON, wrote
from tests.support.seeds.people_events import (
    addressed,
    agent_replied,
    claimed,
    handed_off,
    labelled,
    noted,
    proven,
)

C1 = ConversationId("c1")


class FollowingContract:
    """How lists keep along with the log."""

    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_what_was_followed_is_shown_before_the_rest_of_the_log(
        self, desk: DeskView
    ) -> None:
        await desk.happens(*opened("c1"), *opened("c2", 1, handed_off()))

        await desk.cases.follow(ConversationId("c2"))

        assert await desk.ids() == ["c2"]

    async def test_what_was_followed_is_not_taken_in_twice(self, desk: DeskView) -> None:
        await desk.happens(*opened("c1", 0, handed_off(), labelled("c1", "retour")))
        assert await desk.cases.follow(ConversationId("c1"))
        shown = await desk.page()

        assert not await desk.cases.follow(ConversationId("c1"))
        await desk.after()

        assert await desk.page() == shown
        assert await desk.found("bonjour") == ["c1"]
        assert await desk.found("retour") == ["c1"]

    async def test_a_step_takes_in_no_more_than_it_may(self, desk: DeskView) -> None:
        await desk.happens(*opened("c1"), *opened("c2"))

        steps = [await desk.cases.advance(limit=3) for _ in range(3)]

        assert [step.events for step in steps] == [3, 1, 0]
        assert [list(step.changed) for step in steps] == [["c1", "c2"], ["c2"], []]
        assert steps[-1].position == await desk.cases.last_position()

    async def test_lists_made_again_are_the_same(self, desk: DeskView) -> None:
        await desk.after(
            *opened("c1", 0, handed_off(), labelled("c1", "retour")),
            *opened("c2", 1, noted("c2", "n1", "vue", "anna")),
        )
        shown = await desk.page(), await desk.cases.counts(ANNA), await desk.found("retour")

        await desk.cases.start_over()

        assert await desk.ids() == []
        assert await desk.found("retour") == []
        await desk.after()
        assert (
            await desk.page(),
            await desk.cases.counts(ANNA),
            await desk.found("retour"),
        ) == shown
        assert await desk.cases.is_current()


class ErasedContract:
    """What lists have of a conversation whose person is erased: nothing."""

    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_no_list_shows_it_and_nothing_finds_it(self, desk: DeskView) -> None:
        for name in ("c1", "c2", "c3"):
            await desk.after(
                *opened(name, 0, proven(name, name), labelled(name, "vip", name)),
                noted(name, f"n-{name}", "Voir Anna", "anna"),
                addressed(name, f"{name}@example.com"),
            )
        for name in (C1, ConversationId("c3")):
            await desk.log.erase(ConversationErased(conversation_id=name, at=LATER))
        await desk.after()

        for _ in range(2):
            for view in View:
                assert set(await desk.ids(CaseQuery(view=view, agent_id=ANNA))) <= {"c2"}
            counts = await desk.cases.counts(ANNA)
            assert (counts[View.ALL], counts[View.MENTIONS], counts[View.RESOLVED]) == (1, 1, 0)
            for words in ("bonjour", "vip", "anna", "example", "contact"):
                assert await desk.found(words) == ["c2"]
            assert [use.label for use in await desk.cases.labels()] == ["c2", "vip"]
            assert await desk.cases.with_id(C1) is None
            assert list(await desk.cases.of_contact(C1)) == []
            await desk.cases.start_over()  # from a log in which nobody is named
            await desk.after()


class SearchContract:
    """How conversations are found by words."""

    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    @pytest.fixture
    async def shop(self, desk: DeskView) -> DeskView:
        """Return two conversations with all sorts of words, and one with none of them."""
        file = Attachment(attachment_id="a", name="Étiquette.pdf", media_type="a/pdf", size=1)
        parameters = '{"order": "#1042", "street": "12 rue de l\\u2019\u00c9glise"}'
        return await desk.after(
            *opened("c1", 0, claimed("anna")),
            wrote("m2", "c1", text="Ma robe d'été est arrivée trouée, où est l'œillet ?"),
            noted("c1", "n1", "Cliente fidèle, voir avec Zoé"),
            replace(agent_replied("r1"), text="Je m'en occupe", attachments=(file,)),
            labelled("c1", "Échange express"),
            proven("c1", "customer-77"),
            addressed("c1", "lea.legoff@example.com"),
            OperationProposed(
                conversation_id=C1,
                at=NOON,
                proposal_id="p1",
                operation="return",
                parameters=parameters,
                fingerprint="f",
                customer_id=CustomerId("customer-77"),
            ),
            OperationDone(
                conversation_id=C1, at=NOON, proposal_id="p1", operation="return", reference="RT-9"
            ),
            *opened("c2", 1),
            wrote("m3", "c2", text="Ma commande 10428 ne vient pas"),
            CodeSent(
                conversation_id=ConversationId("c2"),
                at=NOON,
                number=1,
                email="noe@example.org",
                expires_at=LATER,
            ),
            *opened("c3", 2),
        )

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("robe", ["c1"]),
            ("ROBE", ["c1"]),
            ("ete", ["c1"]),
            ("Été", ["c1"]),
            ("oeillet", ["c1"]),
            ("œillet", ["c1"]),
            ("l'œil", ["c1"]),
            ("rob trou", ["c1"]),
            ("obe", []),
            ("robe fidele", ["c1"]),
            ("robe commande", []),
            ("zoe", ["c1"]),
            ("occupe", ["c1"]),
            ("anna", ["c1"]),
            ("etiquette.pdf", ["c1"]),
            ("échange", ["c1"]),
            ("express", ["c1"]),
            ("customer-77", ["c1"]),
            ("lea.legoff@example.com", ["c1"]),
            ("legoff", ["c1"]),
            ("noe@example", ["c2"]),
            ("example", ["c1", "c2"]),
            ("#1042", ["c1", "c2"]),
            ("10428", ["c2"]),
            ("rt-9", ["c1"]),
            ("contact-c3", ["c3"]),
            ("eglise", ["c1"]),
            ("bonjour", ["c1", "c2", "c3"]),
            ("nothing of it", []),
        ],
    )
    async def test_words_are_found_wherever_they_stand(
        self, shop: DeskView, words: str, found: list[str]
    ) -> None:
        assert await shop.found(words) == found

    @pytest.mark.parametrize("words", ["", "  ", "?", "'", "*", "---", "\u0000", "🙂"])
    async def test_what_has_no_words_narrows_nothing(self, shop: DeskView, words: str) -> None:
        assert await shop.found(words) == ["c1", "c2", "c3"]

    @pytest.mark.parametrize(
        "words",
        [
            'robe" OR "commande',
            "robe OR commande",
            "robe NOT trouée* commande",
            "NEAR(robe commande)",
            "words:robe commande",
            "robe & commande:*",
            "'robe' | 'commande'",
            "robe'); DROP TABLE cases; -- commande",
            "robe <-> commande",
            ":asked robe commande",
        ],
    )
    async def test_no_query_is_syntax(self, shop: DeskView, words: str) -> None:
        assert await shop.found(words) == []
        assert await shop.found("robe") == ["c1"]

    async def test_a_label_that_was_taken_off_finds_nothing(self, shop: DeskView) -> None:
        await shop.after(labelled("c1", "retour", removed=("Échange express",)))

        assert await shop.found("express") == []
        assert await shop.found("retour") == ["c1"]

    async def test_what_is_found_comes_newest_first_whatever_waits(self, desk: DeskView) -> None:
        await desk.after(
            *opened("a", 2, handed_off()), *opened("b", 3, claimed("anna")), *opened("c", 1)
        )

        assert await desk.ids(CaseQuery(view=View.ALL, words="bonjour")) == ["b", "a", "c"]
        assert await desk.ids(CaseQuery(view=View.OPEN, words="bonjour")) == ["b", "a"]
        first = await desk.page(CaseQuery(view=View.OPEN, words="bonjour", limit=1))
        rest = CaseQuery(view=View.OPEN, words="Bonjour!", limit=1, after=first.next)
        assert await desk.ids(rest) == ["a"]
