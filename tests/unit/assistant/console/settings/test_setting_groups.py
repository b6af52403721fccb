"""Settings on pages: each on one, each with its words, and only what differs is changed."""

from typing import get_args

import pytest

from assistant.console.settings.setting_groups import (
    FORMS,
    GROUPS,
    fields_of,
    may_change,
    read_fields,
    show_fields,
)
from assistant.console.settings.setting_texts import labelled, say, say_choice, say_error, texts
from assistant.console.settings.shop_lines import SETTINGS
from assistant.conversation.message import Language
from assistant.conversation.people import Role
from assistant.desk.staff.permissions import PERMISSIONS_BY_ROLE
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.setting_fields import SENT_TO, setting_fields
from assistant.kit.settings.settings import Settings

ON_PAGES = [one.name for group in GROUPS for one in fields_of(group)]


class TestPages:
    def test_have_every_setting_that_is_not_the_servers_alone_once(self) -> None:
        wanted = [name for name, one in setting_fields().items() if not one.reason]

        assert sorted([*ON_PAGES, *SETTINGS]) == sorted(wanted)  # and those of the shop's page

    @pytest.mark.parametrize("language", get_args(Language))
    def test_have_words_for_each(self, language: Language) -> None:
        known = texts(language)
        choices = {c for name in ON_PAGES for c in setting_fields()[name].choices if c}

        assert [name for name in ON_PAGES if not labelled(name, language).label] == []
        assert [one for one in GROUPS if not labelled(f"group.{one}", language).help] == []
        assert sorted(one for one in choices if f"choice.{one}" not in known) == []

    @pytest.mark.parametrize("language", get_args(Language))
    def test_say_why_the_others_are_the_servers(self, language: Language) -> None:
        reasons = {one.reason for one in setting_fields().values() if one.reason}

        assert all(say(f"why.{reason}", language) for reason in reasons)

    def test_say_of_any_label_that_nothing_is_kept(self) -> None:
        """« Clé » est féminin, « Secret client » masculin."""
        assert say("page.none_kept", "fr") == "Rien n’est conservé."


class TestWhoMayChange:
    def test_a_setting_is_told_by_its_page_or_its_form(self) -> None:
        assert may_change("escalation.anger", PERMISSIONS_BY_ROLE[Role.LEAD])
        assert may_change("shop.rule_text", PERMISSIONS_BY_ROLE[Role.LEAD])  # by its form
        assert not may_change("policy.floor", PERMISSIONS_BY_ROLE[Role.LEAD])
        assert may_change("policy.floor", PERMISSIONS_BY_ROLE[Role.MERCHANDISER])

    def test_a_setting_of_no_page_is_for_those_who_may_change_all(self) -> None:
        may = {role for role in Role if may_change("was.dropped", PERMISSIONS_BY_ROLE[role])}

        assert may == {Role.ADMIN}

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    def test_secrets_and_addresses_that_they_go_to_are_for_admins(self, role: Role) -> None:
        secret = {one.name for one in setting_fields().values() if one.is_secret} | {*SENT_TO}
        held = {name for name in secret & {*ON_PAGES} if name not in FORMS}

        assert [x for x in sorted(held) if may_change(x, PERMISSIONS_BY_ROLE[role])] == []


class TestShow:
    def test_never_shows_a_secret(self) -> None:
        settings = layer(Settings(), {"mail.password": "sesame"})

        shown = show_fields(
            "mail",
            settings,
            "en",
            servers=(),
            stored=None,
            typed={"mail.password": "sesame2"},
            errors={},
        )

        [password] = [one for one in shown if one.field.name == "mail.password"]
        assert password.is_kept
        assert "sesame" not in str(shown)

    def test_says_what_the_server_sets_and_what_differs_from_the_default(self) -> None:
        settings = layer(Settings(), {"mail.port": "25"})

        shown = show_fields(
            "mail", settings, "fr", servers={"mail.user"}, stored=None, typed={}, errors={}
        )

        by_name = {one.field.name: one for one in shown}
        assert by_name["mail.user"].of_server
        assert by_name["mail.port"].default == "587"
        assert by_name["mail.security"].default == ""
        assert by_name["mail.security"].shown == "STARTTLS"
        assert say_choice("tls", "fr") == "TLS"


class TestRead:
    def read(self, group: str, **form: str) -> dict[str, str]:
        settings = layer(Settings(), {"mail.port": "25", "mail.password": "sesame"})
        given = {name.replace("__", "."): text for name, text in form.items()}
        now = {
            one.field.name: one.value
            for one in show_fields(
                group, settings, "en", servers=(), stored=None, typed={}, errors={}
            )
            if one.value != "false"  # an empty tick is not sent
        }
        return dict(read_fields(group, {**now, **given}, settings, servers=()))

    def test_takes_only_what_differs(self) -> None:
        assert self.read("mail") == {}
        assert self.read("mail", mail__user="lune") == {"mail.user": "lune"}

    def test_takes_away_what_is_the_default_again(self) -> None:
        assert self.read("mail", mail__port="587") == {"mail.port": ""}

    def test_keeps_a_secret_that_is_not_typed_and_removes_it_when_asked(self) -> None:
        assert self.read("mail", mail__password="") == {}
        assert self.read("mail", mail__password="new") == {"mail.password": "new"}
        settings = layer(Settings(), {"mail.password": "sesame"})
        form = {"mail.password.remove": "1", "mail.security": "starttls", "mail.port": "587"}
        asked = read_fields("mail", form, settings, servers=())
        assert asked["mail.password"] == ""

    def test_reads_words_switches_and_a_decimal_comma(self) -> None:
        assert self.read("widget", webchat__origins=" https://a.example , https://b.example") == {
            "webchat.origins": "https://a.example,https://b.example"
        }
        assert self.read("model", model__redact="") == {"model.redact": "false"}
        assert self.read("answers", policy__floor="0,5") == {"policy.floor": "0.5"}


class TestErrors:
    @pytest.mark.parametrize(
        ("kind", "context", "said"),
        [
            ("int_parsing", {}, "Saisissez un nombre entier."),
            ("greater_than_equal", {"ge": 5}, "Saisissez au moins 5."),
            ("string_too_long", {"max_length": 9}, "Saisissez au plus 9 caractères."),
            ("value_error", {}, "Cela ne peut pas servir\u00a0: no"),
        ],
    )
    def test_are_said_in_the_readers_language(
        self, kind: str, context: dict[str, object], said: str
    ) -> None:
        assert say_error({"type": kind, "ctx": context, "msg": "no"}, "fr") == said
