from pathlib import Path

import pytest

from benchmarks.contest.contest import Job, Lap, Text, rate, times_best


class TestARate:
    def test_is_all_answers_over_the_time_from_the_first_start_to_the_last_end(self) -> None:
        early = Lap(began=10.0, ended=12.0, found=[[], [], []])
        late = Lap(began=10.5, ended=14.0, found=[[]])

        assert rate([early, late]) == pytest.approx(1.0)


class TestTimesTheBestPeer:
    def test_compares_each_round_with_itself(self) -> None:
        ours = [200.0, 90.0, 240.0]
        peers = [[100.0, 50.0, 60.0], [80.0, 60.0, 70.0]]

        assert times_best(ours, peers) == pytest.approx(2.0)

    def test_needs_as_many_rounds_of_everyone(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            times_best([1.0, 2.0], [[1.0]])


class TestAJob:
    def test_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        text = Text(url="/fr/retours", title="Retours", text="30 jours — été", vector=[0.5, -0.5])
        job = Job(data_dir="d", shop_file="s", encoder="e", texts=(text,))

        job.write(tmp_path / "job.json")

        assert Job.read(tmp_path / "job.json") == job


class TestAText:
    def test_is_encoded_with_its_title(self) -> None:
        text = Text(url="/x", title="Returns", text="30 days.", vector=[])

        assert text.whole == "Returns\n\n30 days."
