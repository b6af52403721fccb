import pytest

from integrations.stores.sql.database import open_database


class TestOpenDatabase:
    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("/var/lib/comptoir/log.db", "must be a URL such as sqlite:////"),
            ("", "must be a URL"),
            ("mysql://shop@localhost/log", "'mysql' is neither"),
            ("sqlite://", "name a file"),
            ("sqlite:///:memory:", "name a file"),
        ],
    )
    async def test_refuses_an_address_it_cannot_use_and_says_why(self, url: str, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            async with open_database(url):
                pytest.fail(f"{url} was opened")
