from retrieval.text.resource_files import load_yaml


class TestLoading:
    def test_reads_a_package_s_own_files(self) -> None:
        own, other = "assistant.understanding", "assistant.answers"

        assert "grammar" in load_yaml(own, "word_lists.yml")
        assert "stop_fr" in load_yaml(other, "word_lists.yml")

    def test_reads_each_file_once(self) -> None:
        name = "assistant.understanding", "entities.yml"

        assert load_yaml(*name) is load_yaml(*name)
