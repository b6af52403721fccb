from pathlib import Path

import pytest

from benchmarks.__main__ import Benchmark, choose

SPEED = Benchmark(room="any", name="speed", says="Speed", minutes=1)
QUALITY = Benchmark(
    room="any", name="quality", says="Quality", minutes=1, needs_data=True, encodes=True
)


class TestBenchmarks:
    def test_all_run_when_there_is_data(self) -> None:
        assert choose([SPEED, QUALITY], [], has_data=True) == ([SPEED, QUALITY], [])

    def test_that_need_data_are_passed_over_without(self) -> None:
        assert choose([SPEED, QUALITY], [], has_data=False) == ([SPEED], [QUALITY])

    def test_can_be_chosen_by_name(self) -> None:
        assert choose([SPEED, QUALITY], ["speed"], has_data=True) == ([SPEED], [])

    def test_of_an_unknown_name_are_refused_with_the_names_there_are(self) -> None:
        with pytest.raises(ValueError, match="no benchmark is called sped; there are: quality, sp"):
            choose([SPEED, QUALITY], ["sped"], has_data=True)

    def test_get_the_folders_they_ask_for(self) -> None:
        data, encoder = Path("sets"), Path("kept")

        assert SPEED.command(data, encoder)[1:] == ["-m", "benchmarks.any.speed"]
        assert QUALITY.command(data, encoder)[-4:] == ["--data", "sets", "--data-dir", "kept"]
