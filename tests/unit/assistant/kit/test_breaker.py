from assistant.kit.breaker import Breaker, BreakerLimits

LIMITS = BreakerLimits(failures=2, pause_s=10.0, longest_s=30.0)


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker(LIMITS)
    breaker.failed(at)
    breaker.failed(at)
    return breaker


class TestABreaker:
    def test_lets_through_until_failures_come_in_a_row(self) -> None:
        breaker = Breaker(LIMITS)
        breaker.failed(0.0)
        breaker.succeeded()
        breaker.failed(0.0)

        assert breaker.allows(0.0)
        assert not breaker.is_open

    def test_leaves_the_endpoint_alone_after_that(self) -> None:
        breaker = opened()

        assert breaker.is_open
        assert not breaker.allows(9.9)

    def test_lets_one_request_try_after_the_pause(self) -> None:
        breaker = opened()

        assert breaker.allows(10.0)
        assert not breaker.allows(10.0)

    def test_closes_when_that_one_succeeds(self) -> None:
        breaker = opened()
        breaker.allows(10.0)
        breaker.succeeded()

        assert breaker.allows(10.0)
        assert not breaker.is_open

    def test_pauses_for_longer_each_time_that_one_fails(self) -> None:
        breaker = opened()
        breaker.allows(10.0)
        breaker.failed(10.0)

        assert not breaker.allows(29.9)
        assert breaker.allows(30.0)
        breaker.failed(30.0)
        assert not breaker.allows(59.9)
        assert breaker.allows(60.0)  # 40 would be longer than the longest

    def test_lets_another_try_when_that_one_told_nothing(self) -> None:
        breaker = opened()
        breaker.allows(10.0)
        breaker.gave_up()

        assert breaker.allows(10.0)

    def test_waits_as_long_as_the_endpoint_asks_within_reason(self) -> None:
        breaker = Breaker(LIMITS)
        breaker.failed(0.0)
        breaker.wait(0.0, 5.0)
        assert not breaker.allows(4.9)
        assert breaker.allows(5.0)

        breaker.wait(5.0, 86_400.0)
        assert breaker.allows(35.0)
