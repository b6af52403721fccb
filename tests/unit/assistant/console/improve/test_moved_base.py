"""A proposal whose base moved is done again to what is in force, and takes nothing of it back."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.verified.types import WayOfAsking
from assistant.console.improve.moved_base import move_base
from assistant.improvement.changes.change_set import ChangeKind
from assistant.insights.drafting.page_documents import PageDocument, decode_page, encode_page
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from tests.support.seeds.change_seeds import PARKING, change_set

SENTENCES = st.lists(st.sampled_from(("One. ", "Two!\n", "Three? ", "Four.\n\n")), max_size=6)


def moved(kind: ChangeKind, base: str, mine: str, current: str) -> str:
    change = CandidateChange(kind=kind, content=mine)
    return move_base(replace(change_set(), change=change, before=base), current).content


def text(base: str, mine: str, current: str) -> str:
    contents = (encode_answer(replace(PARKING, texts={"en": one})) for one in (base, mine, current))
    return decode_answer(moved(ChangeKind.VERIFIED, *contents)).texts["en"]


@pytest.mark.parametrize(
    ("mine", "current", "both"),
    [
        ("Free. Ten places.", "Yes, free. Nine places.", "Yes, free. Ten places."),
        ("Free. Nine places. Ask us.", "Yes. Nine places.", "Yes. Nine places. Ask us."),
        ("Nine places.", "Free. Nine places. Closed at ten.", "Nine places. Closed at ten."),
        ("Free. Ten places.", "Free. Eight places.", "Free. Eight places."),  # the one in force
        ("Free. Ten places.", "Free. Ten places.", "Free. Ten places."),
    ],
)
def test_sentences_of_both_sides_are_kept(mine: str, current: str, both: str) -> None:
    assert text("Free. Nine places.", mine, current) == both


@given(base=SENTENCES, mine=SENTENCES, current=SENTENCES)
def test_one_side_alone_is_that_side(base: list[str], mine: list[str], current: list[str]) -> None:
    was, one, other = ("x." + "".join(said) for said in (base, mine, current))
    assert text(was, one, was) == one
    assert text(was, was, other) == other


def test_ways_of_asking_are_joined() -> None:
    mine = WayOfAsking(language="en", text="May I park?")
    theirs = WayOfAsking(language="en", text="Where do I park?")
    contents = (
        encode_answer(replace(PARKING, ways=ways))
        for ways in (PARKING.ways, (*PARKING.ways, mine), (*PARKING.ways, theirs))
    )
    answer = decode_answer(moved(ChangeKind.VERIFIED, *contents))
    assert answer.ways == (*PARKING.ways, theirs, mine)


def test_a_page_keeps_the_title_that_somebody_gave_it_meanwhile() -> None:
    page = PageDocument(document_id="p", language="en", title="Parking", text="Nine places.\n")
    mine, theirs = replace(page, text="Ten places.\n"), replace(page, title="Where to park")
    contents = (encode_page(one).decode() for one in (page, mine, theirs))
    both = decode_page(moved(ChangeKind.PAGE, *contents))
    assert both == replace(page, text="Ten places.\n", title="Where to park")


def test_settings_are_put_one_by_one() -> None:
    base, mine, now = {"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "3"}
    contents = (orjson.dumps(one).decode() for one in (base, mine, now))
    assert orjson.loads(moved(ChangeKind.SETTINGS, *contents)) == {"a": "2", "b": "3"}


def test_without_a_base_the_content_stays() -> None:
    content = encode_answer(PARKING)
    assert moved(ChangeKind.VERIFIED, "", content, encode_answer(PARKING)) == content
