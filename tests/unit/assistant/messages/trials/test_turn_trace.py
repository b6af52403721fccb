from contextlib import suppress

from assistant.messages.trials.turn_trace import GuardedFact, ReadFact, TurnTrace, rounded

READ = ReadFact(question="?", count=0, statements=())
GUARDED = GuardedFact(rule="")


class Ticks:
    """A clock that moves on by a millisecond whenever it is looked at."""

    def __init__(self) -> None:
        self.ms = 0.0

    def __call__(self) -> float:
        self.ms += 1.0
        return self.ms


class TestATrace:
    def test_has_the_steps_in_the_order_in_which_they_began(self) -> None:
        trace = TurnTrace(clock_ms=Ticks())
        with trace.step() as outer:
            with trace.step() as inner:
                inner(READ)
            outer(GUARDED)

        first, second = trace.steps

        assert (first.fact, first.depth, first.ms) == (GUARDED, 0, 3.0)
        assert (second.fact, second.depth, second.ms) == (READ, 1, 1.0)

    def test_leaves_out_a_step_without_a_fact(self) -> None:
        trace = TurnTrace()
        with trace.step():
            pass

        assert trace.steps == ()

    def test_goes_on_after_a_step_that_failed(self) -> None:
        trace = TurnTrace()
        with suppress(LookupError), trace.step():
            raise LookupError
        trace.note(GUARDED)

        assert [one.depth for one in trace.steps] == [0]

    def test_is_rounded_for_people(self) -> None:
        trace = TurnTrace(clock_ms=iter([0.0, 0.04, 1.26]).__next__)
        trace.note(GUARDED)

        (step,) = rounded(trace.steps)

        assert (step.began_ms, step.ms) == (0.0, 1.2)
