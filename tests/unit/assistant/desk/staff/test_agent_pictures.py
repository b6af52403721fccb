import pytest

from assistant.desk.staff.agent_pictures import is_at, is_picture_address

HOME = "https://chat.shop.example"


class TestAPicture:
    @pytest.mark.parametrize(
        "url",
        [
            f"{HOME}/rails/active_storage/representations/redirect/eyJf/lea.png?v=2",
            "https://CHAT.shop.example/lea.png",
            "https://chat.shop.example:443/lea.png",
        ],
    )
    @pytest.mark.parametrize("home", [HOME, f"{HOME}/", f"{HOME}:443"])
    def test_of_the_host_is_shown(self, url: str, home: str) -> None:
        assert is_at(url, home)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "/lea.png",
            "//chat.shop.example/lea.png",
            "http://chat.shop.example/lea.png",
            "https://chat.shop.example.evil.example/lea.png",
            "https://evil.example/chat.shop.example",
            "https://evilchat.shop.example/lea.png",
            "https://chat.shop.example:8443/lea.png",
            "https://chat.shop.example:lea/",
            "https://chat.shop.example@evil.example/lea.png",
            "https://evil.example\\@chat.shop.example/lea.png",
            "https://chat.shop.example\\.evil.example/lea.png",
            "https://me:secret@chat.shop.example/lea.png",
            "https://[/lea.png",
            "https://chat.shop.example/lea .png",
            "https://chat.shop.example/\nlea.png",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
            f"{HOME}/{'a' * 500}",
        ],
    )
    def test_of_anywhere_else_or_of_no_safe_address_is_not(self, url: str) -> None:
        assert not is_at(url, HOME)

    @pytest.mark.parametrize("home", ["", "http://127.0.0.1:3000", "http://localhost"])
    def test_of_a_host_without_https_is_not(self, home: str) -> None:
        assert not is_at(f"{home}/lea.png", home)

    def test_may_be_anywhere_safe_if_the_agent_says_so(self) -> None:
        assert is_picture_address("https://shop.example/lea.png")
        assert not is_picture_address("http://shop.example/lea.png")
