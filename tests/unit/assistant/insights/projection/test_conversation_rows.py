from datetime import timedelta

from assistant.commerce.basket_tokens import basket_token
from assistant.conversation.events import BasketChanged, Reason, ReplyKind
from assistant.conversation.product_search import ProductSearch
from assistant.insights.analysis_rows import Answered, OrderJoin, Rows, SignalRow, SignalType
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.purchases import Purchases
from assistant.insights.imports.sales_files import Sale, basket_key
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.text_reader import TextReader
from assistant.understanding.types import Intent
from tests.unit.assistant.insights.projection.talks import NOON, Talk, card, source

SECRET = b"0" * 32


def signals(rows: Rows, type_: SignalType) -> list[SignalRow]:
    return [one for one in rows.signals if one.type is type_]


def values(rows: Rows, type_: SignalType) -> list[str]:
    return [one.value for one in signals(rows, type_)]


class TestAMessage:
    def test_is_kept_without_personal_data(self, projection: ConversationProjection) -> None:
        talk = Talk().customer(
            "La robe Lina ? Je suis Jeanne Dupont, lea@example.com, 06 12 34 56 78"
        )
        rows = projection.rows(talk.events)

        assert rows.messages[0].text == "La robe Lina ? Je suis [name], [email], [phone]"
        kept = f"{rows.messages}{rows.signals}{rows.masked}"
        assert not any(said in kept for said in ("Dupont", "example.com", "34 56", "visitor 1"))

    def test_is_linked_to_the_product_variant_and_category_it_names(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer(
            "la robe Lina en 40 est-elle doublée ?", intent=Intent.PRODUCT_QUESTION
        )
        rows = projection.rows(talk.reply(ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE).events)

        [message] = rows.messages
        assert (message.product_id, message.variant_id, message.category) == (
            "p1",
            "p1-40",
            "Robes",
        )
        assert (message.question, message.answered, message.reason) == (
            True,
            Answered.NO,
            "no_evidence",
        )
        [asked] = signals(rows, SignalType.ATTRIBUTE_ASKED)
        assert (asked.value, asked.product_id, asked.answered) == ("lining", "p1", Answered.NO)
        assert rows.masked[message.message_id].startswith("la product en 40")

    def test_leans_on_the_product_that_was_shown(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("la robe Lina", intent=Intent.PRODUCT_SEARCH)
        talk.reply(cards=(card("p1", "Robe Lina"),))
        talk.customer("elle est en quelle matière ?", intent=Intent.PRODUCT_QUESTION)

        assert projection.rows(talk.events).messages[-1].product_id == "p1"

    def test_that_says_thanks_has_no_topic(self, projection: ConversationProjection) -> None:
        rows = projection.rows(Talk().customer("merci beaucoup", intent=Intent.THANKS).events)

        assert rows.vectors == {}
        assert rows.messages[0].question is False


class TestACustomer:
    def test_has_one_key_in_all_their_conversations_once_proven(
        self, projection: ConversationProjection
    ) -> None:
        first = projection.rows(Talk("c1").customer("bonjour").prove("4711").events)
        second = projection.rows(Talk("c2", contact="x").customer("bonjour").prove("4711").events)
        other = projection.rows(Talk("c3").customer("bonjour").events)

        keys = [rows.messages[0].customer_key for rows in (first, second, other)]
        assert keys[0] == keys[1] != keys[2]
        assert "4711" not in keys[0]

    def test_who_is_erased_leaves_nothing(self, projection: ConversationProjection) -> None:
        assert projection.rows(Talk().customer("la robe Lina").erase().events) == Rows()


class TestWhatIsLookedFor:
    def test_and_not_sold_is_named_in_the_customers_words(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("avez-vous des rashguards ?", intent=Intent.PRODUCT_SEARCH)
        rows = projection.rows(talk.reply(ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE).events)

        assert values(rows, SignalType.PRODUCT_NOT_FOUND) == ["rashguard"]
        assert not signals(rows, SignalType.UNKNOWN_WORD)  # no page lacks it: it is not sold

    def test_and_not_sold_is_missing_although_something_near_was_shown(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("une combinaison de plongée", intent=Intent.PRODUCT_SEARCH)
        near = (card("p1", "Combinaison bébé Bernique"),)
        search = ProductSearch(kind="une combinaison de plongée")
        talk.reply(ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE, cards=near, search=search)

        rows = projection.rows(talk.events)

        assert values(rows, SignalType.PRODUCT_NOT_FOUND) == ["combinaison plongee"]
        assert not signals(rows, SignalType.UNKNOWN_WORD)

    def test_and_found_by_a_word_that_the_catalogue_lacks_is_counted_by_it(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("avez-vous des godillots ?", intent=Intent.PRODUCT_SEARCH)
        rows = projection.rows(talk.reply(cards=(card("p3", "Bottes"),)).events)

        assert values(rows, SignalType.UNKNOWN_WORD) == ["godillots"]

    def test_and_shown_is_not_missing(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("avez-vous des bottes ?", intent=Intent.PRODUCT_SEARCH)
        rows = projection.rows(talk.reply(cards=(card("p3", "Bottes"),)).events)

        assert values(rows, SignalType.PRODUCT_SOUGHT) == ["botte"]
        assert not signals(rows, SignalType.PRODUCT_NOT_FOUND)
        assert not signals(rows, SignalType.UNKNOWN_WORD)

    def test_and_out_of_stock_then_is_counted_for_that_product(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("le manteau Oslo est dispo ?", intent=Intent.PRODUCT_QUESTION)
        talk.reply(cards=(card("p2", "Manteau Oslo", availability="En rupture"),))
        rows = projection.rows(talk.alert("p2", "p2").events)

        found = signals(rows, SignalType.OUT_OF_STOCK)
        assert [(one.value, one.product_id) for one in found] == [
            ("asked", "p2"),
            ("notify_me", "p2"),
        ]

    def test_in_stock_is_not_counted_as_missing(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("le manteau Oslo est dispo ?", intent=Intent.PRODUCT_QUESTION)
        rows = projection.rows(talk.reply(cards=(card("p2", "Manteau Oslo"),)).events)

        assert not signals(rows, SignalType.OUT_OF_STOCK)


class TestAPolicy:
    def test_that_is_cited_is_counted_by_its_page(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("comment renvoyer un article ?", intent=Intent.QUESTION)
        rows = projection.rows(talk.reply(sources=(source("Retours"),)).events)

        assert values(rows, SignalType.POLICY_CITED) == ["Retours"]
        assert not signals(rows, SignalType.POLICY_FRICTION)

    def test_rubs_where_a_person_has_to_go_on(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("comment renvoyer un article ?", intent=Intent.QUESTION)
        talk.reply(sources=(source("Retours"),)).customer(
            "passez-moi quelqu'un", intent=Intent.ASK_FOR_PERSON
        )
        direct = Talk("c2").customer("comment renvoyer un article ?", intent=Intent.QUESTION)
        direct.reply(sources=(source("Retours"),)).hand_off(Reason.ASKED_FOR_PERSON)

        rows = projection.rows(direct.events)
        assert values(rows, SignalType.HANDED_OFF) == ["asked_for_person"]
        assert values(rows, SignalType.POLICY_FRICTION) == ["Retours"]
        asked = projection.rows(talk.hand_off(Reason.ASKED_FOR_PERSON).events)
        assert values(asked, SignalType.POLICY_FRICTION) == ["Retours"]

    def test_rubs_where_the_same_is_asked_again(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("comment renvoyer un article ?", intent=Intent.QUESTION)
        talk.reply(sources=(source("Retours"),))
        talk.customer("comment renvoyer un article ??", intent=Intent.QUESTION).reply()
        rows = projection.rows(talk.events)

        assert len(signals(rows, SignalType.ASKED_AGAIN)) == 1
        assert values(rows, SignalType.POLICY_FRICTION) == ["Retours"]

    def test_rubs_where_the_reply_gets_a_thumb_down(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("comment renvoyer un article ?", intent=Intent.QUESTION)
        rows = projection.rows(talk.reply(sources=(source("Retours"),)).thumb(helpful=False).events)

        assert len(signals(rows, SignalType.THUMB_DOWN)) == 1
        assert values(rows, SignalType.POLICY_FRICTION) == ["Retours"]

    def test_that_contradicts_another_is_named_with_it(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("quel délai pour un retour ?", intent=Intent.QUESTION)
        both = (source("Retours"), source("Conditions"))
        rows = projection.rows(
            talk.reply(ReplyKind.ABSTAINED, reason=Reason.CONFLICTING, sources=both).events
        )

        assert values(rows, SignalType.CONTRADICTION) == ["Conditions | Retours"]


class TestWhoLeaves:
    def test_after_an_open_reply_is_counted_by_its_kind(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("avez-vous des rashguards ?", intent=Intent.PRODUCT_SEARCH)
        rows = projection.rows(talk.reply(ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE).events)

        assert values(rows, SignalType.LEFT_AFTER) == ["abstained"]
        assert values(rows, SignalType.ASSISTANT_TURN) == ["abstained"]

    def test_after_an_answer_did_not_leave_over_it(
        self, projection: ConversationProjection
    ) -> None:
        rows = projection.rows(
            Talk().customer("vos délais ?", intent=Intent.QUESTION).reply().events
        )

        assert not signals(rows, SignalType.LEFT_AFTER)


class TestReplay:
    def test_gives_the_same_rows(self, projection: ConversationProjection) -> None:
        talk = Talk().customer(
            "la robe Lina taille petit et elle est trop chère", intent=Intent.PRODUCT_QUESTION
        )
        talk.reply().customer(
            "et le manteau Oslo, il est imperméable ?", intent=Intent.PRODUCT_QUESTION
        )

        first, second = projection.rows(talk.events), projection.rows(talk.events)

        assert (first.messages, first.signals) == (second.messages, second.signals)

    def test_has_every_signal_of_a_message_once(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("Zara et H&M le font moins cher, chez H&M surtout. Trop cher !")
        rows = projection.rows(talk.events)

        keys = [(one.type, one.value, one.product_id) for one in rows.signals]
        assert len(keys) == len(set(keys))
        assert values(rows, SignalType.COMPETITOR) == ["H&M"]  # Zara is sold here
        assert values(rows, SignalType.PRICE_OBJECTION) == ["cheaper_elsewhere"]


class TestABuyer:
    def test_counts_as_converted_by_what_was_bought(self, reader: TextReader) -> None:
        key = customer_key(SECRET, "customer", "4711")
        sale = Sale(
            at=NOON + timedelta(days=2), product="Robe Lina", amount_minor=8990, customer=key
        )
        projection = ConversationProjection(
            reader=reader, secret=SECRET, purchases=Purchases.gather([sale])
        )
        talk = Talk().customer("la robe Lina en 40 ?").prove("4711")

        [sold] = signals(projection.rows(talk.events), SignalType.CONVERSION)
        assert (sold.product_id, sold.value) == ("p1", "8990")

    def test_writes_from_where_the_last_order_went(self, reader: TextReader) -> None:
        key = customer_key(SECRET, "customer", "4711")
        sale = Sale(at=NOON - timedelta(days=2), product="?", customer=key, region="FR-29")
        projection = ConversationProjection(
            reader=reader, secret=SECRET, purchases=Purchases.gather([sale])
        )
        talk = Talk().customer("la robe Lina en 40 ?").prove("4711")

        rows = projection.rows(talk.events)

        assert {one.region for one in rows.messages} == {"FR-29"}
        assert {one.region for one in rows.signals} == {"FR-29"}

    def test_is_known_by_the_basket_though_nobody_knows_who_they_are(
        self, reader: TextReader
    ) -> None:
        talk = Talk().customer("la robe Lina en 40 ?")
        conversation_id = talk.events[0].conversation_id
        basket = basket_key(SECRET, basket_token(SECRET, conversation_id))
        sales = [
            Sale(
                at=NOON + timedelta(days=9),
                product="Robe Lina",
                amount_minor=8990,
                line=line,
                basket=own,
            )
            for line, own in (("o/1", basket), ("o/2", basket), ("p/1", "another"))
        ]
        projection = ConversationProjection(
            reader=reader, secret=SECRET, purchases=Purchases.gather(sales)
        )

        before = signals(projection.rows(talk.events), SignalType.CONVERSION)
        talk.happen(BasketChanged, lines=())
        rows = projection.rows(talk.events)

        found = signals(rows, SignalType.CONVERSION)
        assert before == []
        assert [(one.sale, one.joined_by) for one in found] == [
            ("o/1", OrderJoin.BASKET),
            ("o/2", OrderJoin.BASKET),
        ]
        assert values(rows, SignalType.BASKET) == [basket]
        assert conversation_id not in {one.value for one in rows.signals}

    def test_counts_in_no_other_customers_conversation(self, reader: TextReader) -> None:
        sale = Sale(at=NOON, product="Robe Lina", customer=customer_key(SECRET, "customer", "1"))
        projection = ConversationProjection(
            reader=reader, secret=SECRET, purchases=Purchases.gather([sale])
        )
        rows = projection.rows(Talk().customer("la robe Lina en 40 ?").prove("4711").events)

        assert not signals(rows, SignalType.CONVERSION)
