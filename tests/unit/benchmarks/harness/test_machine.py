from benchmarks.harness.machine import find_model, load


class TestTheProcessor:
    def test_is_named_by_its_first_core(self) -> None:
        cpuinfo = "processor\t: 0\nmodel name\t: Some CPU: 3 GHz\n\nmodel name\t: Another\n"

        assert find_model(cpuinfo) == "Some CPU: 3 GHz"

    def test_may_have_no_name(self) -> None:
        assert find_model("processor\t: 0\nBogoMIPS\t: 48.00\n") == ""


class TestTheLoad:
    def test_of_a_quiet_machine_is_only_a_number(self) -> None:
        assert load(0.2, 2) == "0.20 over the last minute"

    def test_of_a_busy_machine_comes_with_a_warning(self) -> None:
        assert "other programs are at work" in load(1.9, 2)
