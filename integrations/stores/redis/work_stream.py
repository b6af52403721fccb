"""Keep the work of one shard on a stream with one consumer group.

An acknowledged entry is deleted, so the stream holds the outstanding work and no more. The
group's pending list says which process has an entry, for how long, and how often it was given
out. An entry that a process left when it ended is put in anew (`release`), with its deliveries
until then. Scripts read an entry's fields by their places: conversation, deliveries, trace.
"""

from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from assistant.conversation.ids import ConversationId
from assistant.kit.telemetry.trace_spans import carried_trace
from assistant.ports import Backlog, Work
from integrations.stores.redis.redis_client import PREFIX, broker_errors

GROUP = "turns"
_PAGE = 10_000  # entries that one command of `outstanding` brings

_RECLAIM = """
local walk = redis.call('GET', KEYS[2]) or '0-0'
if walk == 'over' then return {walk} end
local cursor, found = string.gsub(walk, '^found ', '')
for _ = 1, ARGV[6] do
  local r = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], cursor, 'COUNT', 1)
  cursor = r[1]
  if #r[2] > 0 then
    local id = r[2][1][1]
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)
    local fields = r[2][1][2]
    redis.call('SET', KEYS[2], 'found ' .. cursor)
    return {cursor, id, fields[2], pending[1][4] + (fields[4] or 0), fields[6] or ''}
  end
  if cursor == '0-0' then break end
end
if cursor ~= '0-0' then
  redis.call('SET', KEYS[2], (found > 0 and 'found ' or '') .. cursor)
  return {cursor}
end
redis.call('DEL', KEYS[2])
if found > 0 then return {cursor} end
if tonumber(ARGV[5]) > 0 then redis.call('SET', KEYS[2], 'over', 'PX', ARGV[5]) end
for _, c in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local info = {}
  for i = 1, #c, 2 do info[c[i]] = c[i + 1] end
  if info.name ~= ARGV[2] and info.pending == 0 and info.idle > tonumber(ARGV[4]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], info.name)
  end
end
return {'over'}
"""
"""Claim one idle entry among the next few, from the place where the call before ended.

All workers share that place, so that each entry is looked at once a walk, whoever asks. A call
looks at ten times ARGV[6] at most, as XAUTOCLAIM does at ten for each that it may claim. After a
walk that found nothing there is none for ARGV[5] ms, and consumers that were away for long are
forgotten."""

_STEP = 16  # 160 entries of a call: some tens of microseconds of the one thread that all wait for
_WALKS = 9  # in the time after which work is idle: each second, where that is after 9 s

_KEEP = """
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 1 and pending[1][2] == ARGV[2] then
  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
end
"""
"""Restart an entry's idle time, if it is still this consumer's. JUSTID counts no delivery."""

_ACK = """
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
"""


_BACKLOG = """
local stream = redis.call('XINFO', 'STREAM', KEYS[1])
local info = {}
for i = 1, #stream, 2 do info[stream[i]] = stream[i + 1] end
local given, last = 0, '0-0'
for _, g in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {}
  for i = 1, #g, 2 do group[g[i]] = g[i + 1] end
  if group.name == ARGV[1] then given, last = group.pending, group['last-delivered-id'] end
end
local age = 0
local oldest = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 1)
if #oldest > 0 then
  local now = redis.call('TIME')
  age = now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(oldest[1][1], '%d+'))
end
return {info.length - given, given, info['entries-added'], age}
"""
"""Count what nobody was given yet, what is in hand and all that was ever put, and tell the age of
the oldest that nobody was given."""


class WorkStream:
    """Keep the work of one shard on Redis 7 or Valkey; `prefix` begins its key.

    `consumer` is this process's name in the group. The stream keeps about `max_outstanding`
    entries; what is trimmed the sweep puts back. A consumer that
    asked for nothing for `forget_consumer_s` and has nothing is removed.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        consumer: str,
        prefix: str = PREFIX,
        max_outstanding: int = 100_000,
        forget_consumer_s: float = 60.0,
    ) -> None:
        self._redis = redis
        self._consumer = consumer
        self.prefix = prefix
        self._key = stream_key(prefix)
        self._place = f"{prefix}:reclaim"  # in the pending list, of all workers
        self._max_outstanding = max_outstanding
        self._forget_ms = round(forget_consumer_s * 1000)
        self._reclaim = redis.register_script(_RECLAIM)
        self._keep = redis.register_script(_KEEP)
        self._ack = redis.register_script(_ACK)
        self._backlog = redis.register_script(_BACKLOG)

    async def put(self, conversation_id: ConversationId) -> None:
        """Add an entry for a conversation."""
        fields: dict[Any, Any] = {"conversation": str(conversation_id)}
        if trace := carried_trace():
            fields |= {"deliveries": 0, "trace": trace}
        with broker_errors():
            await self._redis.xadd(
                self._key,
                fields,
                maxlen=self._max_outstanding,
                approximate=True,
            )

    async def take(self, *, wait_s: float) -> Work | None:
        """Return work that nobody was given yet; wait up to `wait_s` for some, if at all."""
        with broker_errors():
            try:
                return await self._take(wait_s)
            except ResponseError as error:
                _expect_no_group(error)
                await self._create_group()
                return await self._take(wait_s)

    async def reclaim(self, *, idle_s: float) -> Work | None:
        """Return work that was given out and neither kept nor acknowledged for `idle_s`."""
        idle_ms = round(idle_s * 1000)
        walk_ms = idle_ms // _WALKS
        args: list[str | int] = [GROUP, self._consumer, idle_ms, self._forget_ms, walk_ms, _STEP]
        with broker_errors():
            try:
                while True:  # other commands come between two steps
                    cursor, *found = await self._reclaim(keys=[self._key, self._place], args=args)
                    if found:
                        return self._work(*found)
                    if cursor == b"over":
                        return None
            except ResponseError as error:
                _expect_no_group(error)
                return None

    async def keep(self, work: Work) -> None:
        """Begin the idle time of work anew, if this process has it."""
        with broker_errors():
            await self._keep(keys=[self._key], args=[GROUP, self._consumer, self._entry(work)])

    async def ack(self, work: Work) -> None:
        """Delete the entry of `work`."""
        with broker_errors():
            await self._ack(keys=[self._key], args=[GROUP, self._entry(work)])

    async def outstanding(self) -> frozenset[ConversationId]:
        """Return the conversations of all entries that were given out or can be."""
        with broker_errors():
            try:
                last_given, given = await self._given()
            except ResponseError as error:
                _expect_no_group(error)
                last_given, given = b"0-0", set()  # where the group will begin
            return await self._conversations(last_given, given)

    async def backlog(self) -> Backlog:
        """Return how much work waits, as of now."""
        with broker_errors():
            try:
                found = await self._backlog(keys=[self._key], args=[GROUP])
            except ResponseError as error:
                _expect_no_group(error)
                return Backlog(waiting=0, in_hand=0, added=0, age_s=0.0)
        waiting, in_hand, added, age_ms = found
        return Backlog(
            waiting=max(waiting, 0), in_hand=in_hand, added=added, age_s=max(age_ms, 0) / 1000
        )

    async def _given(self) -> tuple[bytes, set[bytes]]:
        """Return the last id given out, and those that were given out and not acknowledged.

        Called before the entries are read: what is given out, or put in anew for a process that
        ended, meanwhile, is found among these.
        """
        groups: Any = await self._redis.xinfo_groups(self._key)
        last_given = next(
            (g["last-delivered-id"] for g in groups if g["name"] == GROUP.encode()), b"0-0"
        )
        given, after = set[bytes](), "-"
        while True:
            page: Any = await self._redis.xpending_range(
                self._key, GROUP, min=after, max="+", count=_PAGE
            )
            given |= {one["message_id"] for one in page}
            if len(page) < _PAGE:
                return last_given, given
            after = f"({page[-1]['message_id'].decode()}"

    async def _conversations(
        self, last_given: bytes, given: set[bytes]
    ) -> frozenset[ConversationId]:
        """Return the conversations of entries given out or later than the last that was."""
        found, after, last = set[ConversationId](), "-", _order(last_given)
        while True:
            page: Any = await self._redis.xrange(self._key, min=after, count=_PAGE)
            found |= {
                ConversationId(fields[b"conversation"].decode())
                for entry_id, fields in page
                if entry_id in given or _order(entry_id) > last
            }
            if len(page) < _PAGE:
                return frozenset(found)
            after = f"({page[-1][0].decode()}"

    async def _take(self, wait_s: float) -> Work | None:
        # BLOCK 0 would wait for ever.
        block = max(1, round(wait_s * 1000)) if wait_s else None
        found: Any = await self._redis.xreadgroup(
            GROUP, self._consumer, {self._key: ">"}, count=1, block=block
        )
        if not found:
            return None
        [(_, [(entry_id, fields)])] = found
        deliveries = 1 + int(fields.get(b"deliveries", 0))
        return self._work(entry_id, fields[b"conversation"], deliveries, fields.get(b"trace", b""))

    def _work(self, entry_id: bytes, conversation: bytes, deliveries: int, trace: bytes) -> Work:
        return Work(
            work_id=f"{self.prefix}{entry_id.decode()}",
            conversation_id=ConversationId(conversation.decode()),
            deliveries=deliveries,
            trace=trace.decode(),
        )

    def _entry(self, work: Work) -> str:
        return work.work_id.removeprefix(self.prefix)

    async def _create_group(self) -> None:
        try:
            await self._redis.xgroup_create(self._key, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):  # another worker was first
                raise


def stream_key(prefix: str) -> str:
    """Return the key of the stream of a shard."""
    return f"{prefix}:work"


def _order(entry_id: bytes) -> tuple[int, int]:
    time_ms, _, count = entry_id.partition(b"-")
    return int(time_ms), int(count)


def _expect_no_group(error: ResponseError) -> None:
    """Raise `error` unless it says that the server is new, or lost its memory."""
    if "NOGROUP" not in str(error) and "no such key" not in str(error):
        raise error
