import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.channels.webchat.channel import Notice


class TestANotice:
    @given(
        sequence=st.integers(min_value=0),
        follows=st.none() | st.integers(min_value=0),
        data=st.binary(),
    )
    def test_is_read_as_it_was_written(
        self, sequence: int, follows: int | None, data: bytes
    ) -> None:
        notice = Notice(sequence=sequence, follows=follows, data=data)

        assert Notice.decode(notice.encode()) == notice

    @pytest.mark.parametrize("wire", [b"", b"1", b"a b\n", b"1 2 3\n"])
    def test_of_another_kind_is_refused(self, wire: bytes) -> None:
        with pytest.raises(ValueError, match=r"."):
            Notice.decode(wire)
