import asyncio

import pytest

from benchmarks.harness.client import events

WIRE = 'id: 1\ndata: {"text":"été"}\n\n'.encode()


def chunked(*chunks: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    for chunk in (*chunks, b""):
        reader.feed_data(b"%x\r\n%b\r\n" % (len(chunk), chunk))
    reader.feed_eof()
    return reader


class TestTheEventStream:
    async def test_is_read_event_by_event(self) -> None:
        reader = chunked(b'retry: 1000\n\nid: 1\ndata: {"type":"a"}\n\n', b'data: {"type":"b"}\n\n')

        assert [event["type"] async for event in events(reader)] == ["a", "b"]

    @pytest.mark.parametrize("cut", range(1, len(WIRE)))
    async def test_may_be_cut_anywhere(self, cut: int) -> None:
        reader = chunked(WIRE[:cut], WIRE[cut:])

        assert [event async for event in events(reader)] == [{"text": "été"}]

    async def test_skips_heartbeats(self) -> None:
        assert [event async for event in events(chunked(b": \n\n"))] == []
