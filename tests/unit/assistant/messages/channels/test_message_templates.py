"""Templates are filled in whole, and offered as a customer may get them."""

import pytest

from assistant.messages.channels.message_templates import (
    MAX_BODY,
    Template,
    TemplateValueError,
    offered,
)

READY = Template(
    name="ready",
    language="fr",
    header="Commande {{1}}",
    body="Bonjour {{1}}, elle vous attend jusqu'au {{2}}. À bientôt {{1}} !",
    footer="Maison Coton",
    links=("https://shop.example/suivi/{{1}}",),
)


class TestATemplate:
    def test_says_what_the_customer_reads(self) -> None:
        use = READY.use(header=["BM-1"], body=["Ana", "samedi"], links=["BM-1"])

        assert READY.text(use) == (
            "Commande BM-1\n\nBonjour Ana, elle vous attend jusqu'au samedi. À bientôt Ana !"
            "\n\nMaison Coton"
        )
        assert (use.name, use.language, use.buttons) == ("ready", "fr", ("BM-1",))

    @pytest.mark.parametrize(
        ("header", "body", "links"),
        [
            ([], ["Ana", "samedi"], ["x"]),
            (["BM-1"], ["Ana"], ["x"]),
            (["BM-1"], ["Ana", "samedi", "more"], ["x"]),
            (["BM-1"], ["Ana", "  "], ["x"]),
            (["BM-1"], ["Ana", "samedi"], []),
        ],
    )
    def test_takes_a_value_for_every_variable_and_no_other(
        self, header: list[str], body: list[str], links: list[str]
    ) -> None:
        with pytest.raises(TemplateValueError):
            READY.use(header=header, body=body, links=links)

    def test_takes_values_on_one_line_as_meta_does(self) -> None:
        use = READY.use(header=["BM-1"], body=[" Ana\n\tK. ", "samedi"], links=["x"])

        assert use.body == ("Ana K.", "samedi")

    def test_is_not_longer_than_meta_takes_it(self) -> None:
        with pytest.raises(TemplateValueError, match="1024"):
            READY.use(header=["BM-1"], body=["a" * MAX_BODY, "samedi"], links=["x"])


class TestWhatIsOffered:
    def test_is_in_the_customers_language_first(self) -> None:
        english = Template(name="a", language="en_US", body="Hello")
        names = [
            (one.name, one.language) for one in offered((english, READY), "fr", opted_out=False)
        ]

        assert names == [("ready", "fr"), ("a", "en_US")]

    def test_is_no_advertisement_for_who_wants_none(self) -> None:
        sale = Template(name="sale", language="fr", body="Soldes", category="MARKETING")

        assert offered((sale, READY), "fr", opted_out=True) == (READY,)
        assert sale in offered((sale, READY), "fr", opted_out=False)
