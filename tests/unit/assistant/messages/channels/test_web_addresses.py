import pytest

from assistant.messages.channels.web_addresses import web_address

SHOP = "https://shop.example/boutique"


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://other.example/a?b=1", "https://other.example/a?b=1"),
        ("/fr/p/1", "https://shop.example/fr/p/1"),
        ("//cdn.example/p.jpg", "https://cdn.example/p.jpg"),
        ("pages/r.md", ""),
        ("https://shop.example/a b", ""),
        ("https://[", ""),
        ("javascript:alert(1)", ""),
        ("mailto:a@shop.example", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_that_a_phone_opens(url: str, opened: str) -> None:
    assert web_address(url, base_url=SHOP) == opened


def test_a_path_leads_nowhere_without_a_shop() -> None:
    assert web_address("/fr/p/1", base_url="") == ""
