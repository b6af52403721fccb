import os
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from assistant.kit.settings.settings import (
    PREFIX,
    SettingError,
    Settings,
    UnknownSettingError,
    load,
    names,
)
from assistant.kit.settings.system_settings import Section


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of Comptoir."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    return monkeypatch


class TestWithoutAnEnvironment:
    def test_everything_is_embedded_in_the_data_folder(self) -> None:
        settings = load()

        assert settings.data_dir == Path("data")
        assert settings.log_url == "sqlite+aiosqlite:///data/comptoir.db"
        assert settings.redis.url is None
        assert settings.search.url is None
        assert settings.encoder.kind == "default"
        assert (settings.host, settings.port) == ("127.0.0.1", 8000)

    def test_settings_cannot_be_changed_after_the_start(self) -> None:
        settings = load()

        with pytest.raises(ValidationError, match="frozen"):
            setattr(settings, "port", 9)  # noqa: B010  # as code without types would
        with pytest.raises(ValidationError, match="frozen"):
            setattr(settings.webchat, "max_chars", 9)  # noqa: B010  # the same


class TestTheEnvironment:
    def test_sets_a_top_level_name(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("COMPTOIR_PORT", "9001")
        environment.setenv("COMPTOIR_DATA_DIR", "/srv/comptoir")

        assert load().port == 9001
        assert load().log_url == "sqlite+aiosqlite:////srv/comptoir/comptoir.db"

    def test_sets_a_name_of_a_section_after_two_underscores(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("COMPTOIR_WEBCHAT__MAX_CHARS", "1000")
        environment.setenv("COMPTOIR_POLICY__FLOOR", "0.25")

        assert load().webchat.max_chars == 1000
        assert load().policy.floor == 0.25

    def test_says_nothing_with_an_empty_value(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("COMPTOIR_PORT", "")
        environment.setenv("COMPTOIR_LOG__URL", "")

        assert load() == Settings()

    @pytest.mark.parametrize(
        ("said", "origins"),
        [
            ("https://a.example", ("https://a.example",)),
            ("https://a.example, https://b.example", ("https://a.example", "https://b.example")),
            ('["https://a.example"]', ("https://a.example",)),
            ("[]", ()),
        ],
    )
    def test_lists_origins_as_words_or_as_json(
        self, environment: pytest.MonkeyPatch, said: str, origins: tuple[str, ...]
    ) -> None:
        environment.setenv("COMPTOIR_WEBCHAT__ORIGINS", said)

        assert load().webchat.origins == origins

    def test_yields_to_the_command_line(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("COMPTOIR_PORT", "9001")
        environment.setenv("COMPTOIR_DATA_DIR", "/srv/comptoir")

        settings = load(port=9002, data_dir=None)

        assert settings.port == 9002
        assert settings.data_dir == Path("/srv/comptoir")  # nothing was said there

    @pytest.mark.parametrize(
        "name", ["COMPTOIR_TEST_CACHE", "COMPTOIR_FAILPOINT", "COMPTOIR_SHOP_DIR", "OTHER_PORT"]
    )
    def test_may_hold_what_is_not_ours_to_read(
        self, environment: pytest.MonkeyPatch, name: str
    ) -> None:
        environment.setenv(name, "anything")

        assert load() == Settings()

    def test_shows_no_key(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("COMPTOIR_SEARCH__API_KEY", "s3cret")

        assert "s3cret" not in repr(load())


class TestAMisspeltName:
    @pytest.mark.parametrize("name", sorted(names()))
    def test_of_any_setting_is_refused_with_what_was_meant(
        self, environment: pytest.MonkeyPatch, name: str
    ) -> None:
        misspelt = name[:-2] + name[-1] + name[-2] if name[-1] != name[-2] else name[:-1]
        environment.setenv(misspelt, "1")

        with pytest.raises(UnknownSettingError) as refused:
            load()

        assert str(refused.value).startswith(f"{misspelt} is no setting. Did you mean COMPTOIR_")

    def test_that_an_earlier_version_read_is_told_and_passed_over(
        self, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.setenv("COMPTOIR_OFFERS__COSTS", "p1 9")

        assert load().insights.costs == ""
        assert "it is COMPTOIR_INSIGHTS__COSTS now" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("misspelt", "meant"),
        [
            ("COMPTOIR_PROT", "COMPTOIR_PORT"),
            ("COMPTOIR_POLICY_FLOOR", "COMPTOIR_POLICY__FLOOR"),
            ("COMPTOIR_POLICY__FLOR", "COMPTOIR_POLICY__FLOOR"),
            ("COMPTOIR_WEB_CHAT__MAX_CHARS", "COMPTOIR_WEBCHAT__MAX_CHARS"),
            ("comptoir_data_dri", "COMPTOIR_DATA_DIR"),
        ],
    )
    def test_is_met_with_the_right_one(
        self, environment: pytest.MonkeyPatch, misspelt: str, meant: str
    ) -> None:
        environment.setenv(misspelt, "1")

        with pytest.raises(UnknownSettingError, match=f"Did you mean {meant}\\?"):
            load()

    @pytest.mark.parametrize("name", ["COMPTOIR_PORT__X", "COMPTOIR_LOG__URL__X", "COMPTOIR_"])
    def test_is_refused_however_near_it_is(
        self, environment: pytest.MonkeyPatch, name: str
    ) -> None:
        environment.setenv(name, "1")

        with pytest.raises(UnknownSettingError, match=r"\.env\.example"):
            load()

    def test_inside_a_section_given_whole_is_refused(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("COMPTOIR_POLICY", '{"floorr": 0.5}')

        with pytest.raises(ValidationError, match="floorr"):
            load()


class TestAValue:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("COMPTOIR_PORT", "many"),
            ("COMPTOIR_PORT", "65536"),
            ("COMPTOIR_POLICY__FLOOR", "1.5"),
            ("COMPTOIR_WEBCHAT__MAX_CHARS", "0"),
            ("COMPTOIR_WEBCHAT__ORIGINS", '["https://a.example"'),
            ("COMPTOIR_ENCODER__KIND", "magic"),
            ("COMPTOIR_LOG", "5"),
        ],
    )
    def test_that_does_not_fit_is_refused(
        self, environment: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        environment.setenv(name, value)

        with pytest.raises(ValidationError):
            load()

    def test_of_a_section_that_is_no_json_is_refused_by_name(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("COMPTOIR_LOG", "{")

        with pytest.raises(SettingError, match='"log"'):
            load()


class TestEverySetting:
    def test_is_described(self) -> None:
        models: list[type[BaseModel]] = [Settings]
        models += [
            type(field.default)
            for field in Settings.model_fields.values()
            if isinstance(field.default, Section)
        ]
        undescribed = [
            name
            for model in models
            for name, field in model.model_fields.items()
            if not field.description and not isinstance(field.default, Section)
        ]

        assert len(models) > 5
        assert undescribed == []
