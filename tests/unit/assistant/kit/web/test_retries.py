import pytest

from assistant.kit.web.retries import GaveUpError, Pace, RepeatableTry, repeat, seconds
from tests.support.patience import Time


async def tries(answers: list[str | RepeatableTry], time: Time, *, jitter: float = 1.0) -> str:
    pace = Pace(patience_s=20.0, sleep=time.sleep, now=time.now, jitter=lambda: jitter)

    async def attempt() -> str | RepeatableTry:
        return answers.pop(0)

    return await repeat(attempt, pace, waits=lambda _again, _wait_s: None)


class TestATry:
    async def test_that_succeeds_is_the_last(self) -> None:
        time = Time()

        assert await tries(["done", "again"], time) == "done"
        assert time.slept == []

    async def test_waits_twice_as_long_each_time_up_to_four_seconds(self) -> None:
        time = Time()

        await tries([*[RepeatableTry("no")] * 6, "done"], time)

        assert time.slept == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0]

    async def test_waits_no_less_than_half_of_that(self) -> None:
        time = Time()

        await tries([RepeatableTry("no"), "done"], time, jitter=0.0)

        assert time.slept == [0.125]

    async def test_waits_as_long_as_it_is_told_to(self) -> None:
        time = Time()

        await tries([RepeatableTry("no", after_s=7.0), "done"], time)

        assert time.slept == [7.25]

    async def test_is_not_made_when_the_wait_is_longer_than_patience(self) -> None:
        time = Time()

        with pytest.raises(GaveUpError, match="busy"):
            await tries([RepeatableTry("busy", after_s=30.0), "done"], time)
        assert time.slept == []


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("said", "wait_s"),
        [
            ("3", 3.0),
            ("2.0", 2.0),
            (" 120 ", 120.0),
            ("Thu, 01 Jan 1970 00:00:10 GMT", 9.0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
            ("-1", 0.0),
            ("soon", 0.0),
            ("", 0.0),
            (None, 0.0),
        ],
    )
    def test_is_seconds_or_a_date(self, said: str | None, wait_s: float) -> None:
        assert seconds(said, wall=lambda: 1.0) == wait_s
