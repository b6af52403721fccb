import re
from dataclasses import replace
from datetime import datetime, timedelta
from string import Formatter
from typing import get_args

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import ContactOptedOut, ConversationEvent
from assistant.conversation.message import ChannelKind, Language
from assistant.desk.handoff.handoff_notices import announce, may_notify, notice_of
from assistant.desk.handoff.moments import say_opening
from assistant.desk.handoff.texts import say, texts
from assistant.desk.handoff.wait_outlook import expected_wait
from tests.support.seeds.conversation_events import minute, replied, started, wrote
from tests.support.seeds.people_events import (
    C1,
    agent_replied,
    assigned,
    claimed,
    handed_off,
    released,
    resolved,
)
from tests.unit.assistant.desk.handoff.opening import CLOSED, EVENING, OPEN, PARIS, paris

ELSEWHERE = replace(started(), channel=ChannelKind.WHATSAPP)
OUT = ContactOptedOut(conversation_id=C1, at=minute(0))


class TestAHandoff:
    def test_says_the_place_and_the_wait_where_they_are_known(self) -> None:
        known = replace(OPEN, position=3, expected_wait=timedelta(minutes=4, seconds=10))

        said = announce(known, "fr")

        assert "Vous êtes en position 3 dans la file." in said.text
        assert "environ 5 minutes" in said.text
        assert not said.absent

    def test_says_no_number_where_nothing_is_known(self) -> None:
        assert not re.search(r"\d", announce(OPEN, "fr").text)
        assert not re.search(r"\d", announce(OPEN, "en").text)

    def test_says_who_is_next_that_they_are(self) -> None:
        said = announce(replace(OPEN, position=1, expected_wait=timedelta(seconds=20)), "en")

        assert "You are next to be answered." in said.text
        assert "about a minute" in said.text

    def test_out_of_hours_says_when_somebody_is_there_and_asks_for_an_address(self) -> None:
        said = announce(CLOSED, "fr")

        assert "elle revient demain à 9 h" in said.text
        assert "gardée" in said.text
        assert say("handover.ask_address", "fr") in said.text
        assert (said.absent, said.asks_address) == (True, True)

    def test_asks_for_no_address_that_is_known(self) -> None:
        said = announce(replace(CLOSED, address_known=True), "en")

        assert said.absent
        assert not said.asks_address
        assert say("handover.ask_address", "en") not in said.text

    def test_says_no_place_or_wait_while_nobody_is_there(self) -> None:
        waits = replace(CLOSED, position=2, expected_wait=timedelta(minutes=5))

        assert announce(waits, "fr") == announce(CLOSED, "fr")

    def test_within_hours_without_anybody_says_so(self) -> None:
        said = announce(replace(OPEN, staffed=False), "en")

        assert said.text.startswith("Nobody on the team is free right now.")
        assert said.absent

    def test_promises_nobody_absent_where_that_is_not_known(self) -> None:
        assert not announce(replace(OPEN, staffed=None), "en").absent

    def test_of_a_team_that_never_opens_names_no_time(self) -> None:
        said = announce(replace(CLOSED, next_opening=None), "fr")

        assert not re.search(r"\d", said.text)


class TestAChannelThatTakesAnswersForATime:
    def test_gets_the_answer_there_where_somebody_comes_in_time(self) -> None:
        said = announce(replace(CLOSED, answers_until=paris(2026, 11, 25, 20)), "fr")

        assert said.text.endswith("La réponse vous parviendra ici.")
        assert not said.asks_address

    @pytest.mark.parametrize("until", [paris(2026, 11, 25, 9), paris(2026, 11, 25, 9, 59)])
    def test_is_promised_no_answer_that_could_not_be_sent(self, until: datetime) -> None:
        said = announce(replace(CLOSED, answers_until=until), "fr")

        assert say("handover.write_again", "fr") in said.text
        assert "parviendra" not in said.text
        assert not said.asks_address  # nobody mails what is said there

    def test_of_a_team_that_never_opens_promises_nothing(self) -> None:
        never = replace(CLOSED, next_opening=None, answers_until=paris(2026, 11, 25, 20))

        assert say("handover.write_again_later", "en") in announce(never, "en").text


class TestANotice:
    @pytest.mark.parametrize(
        ("events", "at", "may"),
        [
            ((started(), wrote("m1")), minute(10_000), True),
            ((ELSEWHERE, wrote("m1")), minute(1439), True),
            ((ELSEWHERE, wrote("m1")), minute(1440), False),
            ((ELSEWHERE, wrote("m1"), OUT), minute(1), False),
        ],
    )
    def test_goes_out_only_where_the_channel_and_the_customer_take_it(
        self, events: tuple[ConversationEvent, ...], at: datetime, *, may: bool
    ) -> None:
        assert may_notify(Conversation.fold(C1, events), at) is may


class TestAnOpening:
    @pytest.mark.parametrize(
        ("opening", "french", "english"),
        [
            (paris(2026, 11, 24, 21, 5), "aujourd'hui à 21 h 05", "today at 9:05 pm"),
            (paris(2026, 11, 25, 9), "demain à 9 h", "tomorrow at 9 am"),
            (paris(2026, 11, 30, 9, 30), "lundi à 9 h 30", "on Monday at 9:30 am"),
            (paris(2026, 12, 1, 12), "le 1er décembre à 12 h", "on 1 December at 12 pm"),
            (paris(2027, 1, 4, 0), "le 4 janvier à 0 h", "on 4 January at 12 am"),
        ],
    )
    def test_is_said_in_words(self, opening: object, french: str, english: str) -> None:
        for language, words in (("fr", french), ("en", english)):
            said = say_opening(opening, now=EVENING, zone=PARIS, language=language)  # type: ignore[arg-type]
            assert said == words

    def test_is_tomorrow_by_the_teams_clock(self) -> None:
        late = paris(2026, 11, 24, 0, 30)  # still the 23rd in UTC

        said = say_opening(paris(2026, 11, 24, 9), now=late, zone=PARIS, language="fr")

        assert said == "aujourd'hui à 9 h"


class TestAnExpectedWait:
    def test_is_in_the_middle_of_the_last_ones(self) -> None:
        waits = [timedelta(minutes=m) for m in (1, 30, 4)]

        assert expected_wait(waits) == timedelta(minutes=4)

    def test_is_not_made_up(self) -> None:
        assert expected_wait([timedelta(minutes=1)] * 2) is None
        assert expected_wait([timedelta(hours=3)] * 3) is None


HANDED = (ELSEWHERE, wrote("m1"), handed_off("m1"))


class TestAChangeOfHands:
    @pytest.mark.parametrize(
        ("before", "change", "text"),
        [
            (HANDED, claimed("anna"), "Anna vous répond."),
            (HANDED, replace(claimed("anna"), agent_name=""), say("notice.taken_unnamed", "fr")),
            ((ELSEWHERE, wrote("m1")), claimed("anna"), "Anna vous répond."),
            ((*HANDED, claimed("anna")), released("m1"), say("notice.given_back", "fr")),
            ((*HANDED, claimed("anna")), assigned("ben"), say("notice.transferred", "fr")),
            ((*HANDED, claimed("anna")), assigned(None), say("notice.queued", "fr")),
        ],
    )
    def test_is_announced(
        self, before: tuple[ConversationEvent, ...], change: ConversationEvent, text: str
    ) -> None:
        told = notice_of(Conversation.fold(C1, before), change, language="fr")

        assert told is not None
        assert told.text == text
        assert (told.author, told.kind, told.answers) == (Author.SYSTEM, ReplyKind.NOTICE, ())

    @pytest.mark.parametrize(
        ("before", "change"),
        [
            ((started(), wrote("m1")), claimed("anna")),  # the page shows who came
            ((started(), wrote("m1"), claimed("anna")), released()),
            (HANDED, assigned("anna", accept_by=minute(1))),  # she may let it pass
            ((*HANDED, assigned("anna", accept_by=minute(1))), assigned(None)),
            (HANDED, agent_replied("r1", "m1")),  # which shows who wrote it
            (HANDED, replied("r1")),
            ((*HANDED, resolved("m1")), released()),
        ],
    )
    def test_that_the_customer_sees_nothing_of_is_not(
        self, before: tuple[ConversationEvent, ...], change: ConversationEvent
    ) -> None:
        assert notice_of(Conversation.fold(C1, before), change, language="fr") is None


class TestTheTexts:
    def test_are_the_same_in_both_languages_down_to_their_values(self) -> None:
        def fields(language: Language) -> dict[str, set[str | None]]:
            return {
                name: {field for _, field, _, _ in Formatter().parse(text) if field}
                for name, text in texts(language).items()
            }

        assert fields("fr") == fields("en")

    @pytest.mark.parametrize("language", get_args(Language))
    def test_name_every_reason(self, language: Language) -> None:
        assert {f"reason.{reason}" for reason in Reason} <= texts(language).keys()
