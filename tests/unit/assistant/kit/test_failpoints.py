"""Test failpoints: the process dies exactly where a test says, and nowhere else."""

import os
import signal
import subprocess
import sys
import timeit

import pytest

from assistant.kit.failpoints import POINTS, VARIABLE, arm, hit

_PASS_THREE_TIMES = """
from assistant.kit.failpoints import hit
for number in range(3):
    hit("after_turn")
    hit("after_append")
    print(number)
"""


def run(spec: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _PASS_THREE_TIMES],
        env={**os.environ, VARIABLE: spec, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


class TestAFailpoint:
    def test_kills_the_process_where_it_is_set(self) -> None:
        done = run("after_append")

        assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")

    def test_kills_at_the_passage_that_is_named(self) -> None:
        done = run("after_append:3")

        assert (done.returncode, done.stdout) == (-signal.SIGKILL, "0\n1\n")

    def test_elsewhere_does_nothing(self) -> None:
        done = run("after_send")

        assert (done.returncode, done.stdout) == (0, "0\n1\n2\n")

    def test_with_a_misspelt_name_is_refused(self) -> None:
        done = run("after_apend")

        assert done.returncode == 1
        assert "after_append" in done.stderr

    @pytest.mark.parametrize(
        "spec", ["nowhere", "after_turn:soon", "after_turn:1:HUP", "after_turn:1:STOP:2"]
    )
    def test_that_makes_no_sense_is_refused(self, spec: str) -> None:
        with pytest.raises(ValueError, match="FAILPOINT"):
            arm(spec)

    def test_may_be_taken_back(self) -> None:
        arm("after_turn")
        arm("")

        hit("after_turn")

        assert "after_turn" in POINTS

    def test_costs_less_than_a_microsecond_when_off(self) -> None:
        seconds = min(timeit.repeat(lambda: hit("after_turn"), number=10_000, repeat=5))

        assert seconds / 10_000 < 1e-6
