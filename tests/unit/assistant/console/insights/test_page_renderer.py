from assistant.console.insights.page_renderer import signal
from assistant.insights.analysis_rows import SignalType


class TestASignal:
    def test_has_its_value_where_that_says_more(self) -> None:
        assert signal(SignalType.DEFECT, "zip", "fr") == "Défaut · fermeture éclair"
        assert signal(SignalType.HANDED_OFF, "anger", "en") == "Handed to a person · Angry"
        assert signal(SignalType.COMPETITOR, "Zalando", "en") == "Competitor named · Zalando"

    def test_does_not_show_what_was_paid(self) -> None:
        assert signal(SignalType.CONVERSION, "4590", "en") == "Bought"
