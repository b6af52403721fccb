from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.app.compose.operation_gate import (
    demo_token_rules,
    open_mailer,
    read_token_rules,
    wordings,
)
from assistant.app.compose.shop_profile import DEMO
from assistant.kit.mail.letter import Letter, LetterId, LetterKind
from assistant.kit.settings.settings import IdentitySettings, MailSettings, SettingError, Settings
from assistant.kit.settings.shop_settings import ShopSettings
from integrations.services.mail.mail_folder import OutboxMailer
from integrations.services.mail.smtp_mailer import SmtpMailer


class TestWhichTokensCount:
    def test_is_none_without_a_key(self, tmp_path: Path) -> None:
        assert read_token_rules(Settings(data_dir=tmp_path)) is None

    def test_is_as_set(self, tmp_path: Path) -> None:
        identity = IdentitySettings(token_key=SecretStr("s" * 32), token_issuer="shop")

        rules = read_token_rules(Settings(data_dir=tmp_path, identity=identity))

        assert rules is not None
        assert (rules.algorithm, rules.key, rules.audience) == ("HS256", "s" * 32, "comptoir")
        assert rules.issuer == "shop"

    def test_may_be_in_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("s" * 32 + "\n")
        identity = IdentitySettings(token_key_file=tmp_path / "key")

        rules = read_token_rules(Settings(data_dir=tmp_path, identity=identity))

        assert rules is not None
        assert rules.key == "s" * 32

    def test_is_refused_where_the_key_does_not_fit(self, tmp_path: Path) -> None:
        for identity in (
            IdentitySettings(token_key=SecretStr("short")),
            IdentitySettings(token_key_file=tmp_path / "missing"),
        ):
            with pytest.raises(SettingError, match="COMPTOIR_IDENTITY__TOKEN_KEY"):
                read_token_rules(Settings(data_dir=tmp_path, identity=identity))

    def test_of_a_demo_are_its_own(self, tmp_path: Path) -> None:
        keys = {demo_token_rules(Settings(data_dir=tmp_path / name)).key for name in "aab"}

        assert len(keys) == 2


class TestLetters:
    def test_of_every_kind_are_worded_in_the_shops_name(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path, shop=ShopSettings(file=DEMO / "shop.yaml"))

        worded = wordings(settings)

        assert set(worded) == set(LetterKind)
        back = Letter(
            letter_id=LetterId("back"),
            recipient="lea@example.com",
            kind=LetterKind.BACK_IN_STOCK,
            language="fr",
            values={"product": "Pull"},
            made_at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        assert "Brisemare" in worded[LetterKind.BACK_IN_STOCK](back).body


class TestWhereMailGoes:
    def test_is_a_folder_without_a_server(self, tmp_path: Path) -> None:
        mailer = open_mailer(Settings(data_dir=tmp_path))

        assert mailer == OutboxMailer(folder=tmp_path / "outbox")

    def test_is_the_server_that_is_set(self, tmp_path: Path) -> None:
        mail = MailSettings(
            server="smtp.example.com",
            port=465,
            security="tls",
            user="u",
            password=SecretStr("hush"),
            sender="Lune <a@lune.example>",
        )

        mailer = open_mailer(Settings(data_dir=tmp_path, mail=mail))

        assert isinstance(mailer, SmtpMailer)
        assert (mailer.host, mailer.port, mailer.security) == ("smtp.example.com", 465, "tls")
        assert mailer.own_name == "lune.example"
        assert "hush" not in repr(mailer)
