"""Every setting has a form, and what the environment would take comes back as it was spelt."""

from assistant.kit.settings.layered_settings import layer_strictly
from assistant.kit.settings.setting_fields import (
    SENT_TO,
    SERVERS_OWN,
    FieldShape,
    setting_fields,
    spell,
    value_at,
)
from assistant.kit.settings.settings import Settings, names

SHAPES = {
    "webchat.max_chars": FieldShape.NUMBER,
    "webchat.origins": FieldShape.WORDS,
    "shop.system": FieldShape.CHOICE,
    "model.redact": FieldShape.SWITCH,
    "mail.password": FieldShape.SECRET,
    "whatsapp.app_secret": FieldShape.SECRETS,
    "model.fallbacks": FieldShape.RECORDS,
    "shop.profile": FieldShape.PAGE,
    "insights.message_prices": FieldShape.LINES,
    "shop.file": FieldShape.PATH,
    "mail.sender": FieldShape.TEXT,
    "model.day_cost": FieldShape.NUMBER,
}


class TestFields:
    def test_are_all_that_the_environment_takes(self) -> None:
        sections = {f"COMPTOIR_{name.upper()}" for name in Settings.model_fields}
        variables = {one.variable for one in setting_fields().values()}

        assert variables | sections == set(names())

    def test_have_the_shape_of_their_type(self) -> None:
        assert {name: setting_fields()[name].shape for name in SHAPES} == SHAPES

    def test_are_the_servers_alone_by_section_or_by_name(self) -> None:
        known = setting_fields()
        sections = {one.section for one in known.values()}

        assert set(SERVERS_OWN) - set(known) <= sections
        assert known["log.url"].reason == "before"
        assert known["webchat.max_chars"].reason == ""

    def test_that_are_addresses_are_known_with_their_secrets(self) -> None:
        known = setting_fields()

        assert set(SENT_TO) <= set(known)
        assert all(known[one].is_secret for secrets in SENT_TO.values() for one in secrets)

    def test_spell_every_default_as_it_is_read(self) -> None:
        spelt = {
            name: spell(value_at(Settings(), name))
            for name, one in setting_fields().items()
            if not one.reason
        }

        assert layer_strictly(Settings(), spelt) == Settings()
