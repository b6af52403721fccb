"""One status on two sides."""

from itertools import product

import pytest

from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.case_mirror import Course, course

OPEN, PENDING, RESOLVED = (
    ConversationStatus.OPEN,
    ConversationStatus.PENDING,
    ConversationStatus.RESOLVED,
)


class TestTwoStatuses:
    @pytest.mark.parametrize("agreed", [None, *ConversationStatus])
    @pytest.mark.parametrize("both", list(ConversationStatus))
    def test_that_are_alike_need_nothing(
        self, agreed: ConversationStatus | None, both: ConversationStatus
    ) -> None:
        assert course(agreed=agreed, ours=both, theirs=both) is Course.AGREED

    def test_of_which_ours_moved_are_pushed(self) -> None:
        assert course(agreed=PENDING, ours=OPEN, theirs=PENDING) is Course.PUSH
        assert course(agreed=None, ours=OPEN, theirs=PENDING) is Course.PUSH

    def test_of_which_theirs_moved_are_taken(self) -> None:
        assert course(agreed=OPEN, ours=OPEN, theirs=RESOLVED) is Course.TAKE

    def test_of_which_both_moved_are_as_the_person_says(self) -> None:
        assert course(agreed=PENDING, ours=OPEN, theirs=RESOLVED) is Course.TAKE

    @pytest.mark.parametrize(
        ("agreed", "ours", "theirs"),
        [*product([None, *ConversationStatus], ConversationStatus, ConversationStatus)],
    )
    def test_come_to_rest_after_one_move(
        self,
        agreed: ConversationStatus | None,
        ours: ConversationStatus,
        theirs: ConversationStatus,
    ) -> None:
        match course(agreed=agreed, ours=ours, theirs=theirs):
            case Course.PUSH:
                theirs = ours
            case Course.TAKE:
                ours = theirs
            case Course.AGREED:
                pass

        assert course(agreed=theirs, ours=ours, theirs=theirs) is Course.AGREED
