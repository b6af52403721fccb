from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.staff.audit_chain import Action, AuditEntry, Deed, Head, follow

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEED = Deed(at=NOON, actor="lea", action=Action.CONVERSATION_READ, subject="c1")

texts = st.text(max_size=20)
all_deeds = st.builds(
    Deed,
    at=st.datetimes(timezones=st.just(UTC)),
    actor=texts,
    action=st.sampled_from(Action),
    subject=texts,
    detail=st.dictionaries(texts, texts, max_size=3),
)


def chain(*deeds: Deed) -> list[AuditEntry]:
    head, entries = Head(), []
    for deed in deeds:
        entries.append(AuditEntry.after(head.number, head.sha256, deed))
        head = Head(number=entries[-1].number, sha256=entries[-1].sha256)
    return entries


class TestAChain:
    @given(st.lists(all_deeds, max_size=6))
    def test_follows_from_its_beginning(self, deeds: list[Deed]) -> None:
        entries = chain(*deeds)

        head, broken = follow(Head(), entries)

        assert broken is None
        assert head.number == len(deeds)

    @given(st.lists(all_deeds, min_size=2, max_size=6), st.data())
    def test_breaks_where_an_entry_was_changed_or_taken_out(
        self, deeds: list[Deed], data: st.DataObject
    ) -> None:
        entries = chain(*deeds)
        place = data.draw(st.integers(0, len(entries) - 2))
        forged = replace(entries[place].deed, actor=entries[place].deed.actor + "x")
        changed = [*entries]
        changed[place] = replace(entries[place], deed=forged)

        assert follow(Head(), changed) == (
            Head(number=place, sha256=entries[place - 1].sha256) if place else Head(),
            changed[place],
        )
        del entries[place]
        assert follow(Head(), entries)[1] == entries[place]

    def test_is_the_same_in_every_time_zone(self) -> None:
        elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))

        assert chain(replace(DEED, at=elsewhere))[0].sha256 == chain(DEED)[0].sha256

    def test_has_hashes_that_anybody_can_make_again(self) -> None:
        """The canonical JSON is fixed: records that were written stay verifiable."""
        assert chain(DEED)[0].sha256 == (
            "05d32e0ebbd98e32af53dd7416df8a3b494393be48da4ce25ebec35dc90ad91d"
        )

    @pytest.mark.parametrize("moved", [("ab", "c"), ("a", "bc")])
    def test_keeps_fields_apart(self, moved: tuple[str, str]) -> None:
        actor, subject = moved
        hashes = {
            chain(replace(DEED, actor=a, subject=s))[0].sha256
            for a, s in (("abc", ""), (actor, subject))
        }

        assert len(hashes) == 2
