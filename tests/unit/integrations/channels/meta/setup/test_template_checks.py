"""Which templates of triggers cannot be sent, and why."""

from dataclasses import replace

import pytest

from assistant.app.demo.demo_outreach import approved_templates
from assistant.messages.channels.message_templates import Template
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.setup.template_checks import (
    TemplateFault,
    ToldTemplate,
    template_faults,
)

LATE = TRIGGERS[TriggerName.PARCEL_LATE]
NAME = "comptoir_parcel_late"
TOLD = [
    ToldTemplate(
        template=Template(name=one.name, language=one.language, body=one.body, footer=one.footer),
        status="APPROVED",
    )
    for one in approved_templates()
]


def faults(*told: ToldTemplate) -> list[tuple[str, str, TemplateFault]]:
    return [(one.name, one.language, one.fault) for one in template_faults([LATE], told)]


def french(**changed: object) -> list[ToldTemplate]:
    """Return the templates, of which the French one of a late parcel is told otherwise."""
    return [
        replace(one, **changed)  # type: ignore[arg-type]
        if (one.template.name, one.template.language) == (NAME, "fr")
        else one
        for one in TOLD
    ]


class TestTemplates:
    def test_that_are_ours_can_be_sent_in_any_country_of_their_language(self) -> None:
        assert template_faults(TRIGGERS.values(), TOLD) == []
        there = next(one for one in TOLD if one.template.name == NAME)
        in_france = replace(there.template, language="fr_FR")
        assert faults(*french(template=in_france)) == []

    def test_that_are_missing_are_named_with_each_of_a_triggers_words(self) -> None:
        assert faults() == [
            (name, language, TemplateFault.MISSING)
            for name in (NAME, "comptoir_parcel_stuck")
            for language in ("fr", "en")
        ]

    @pytest.mark.parametrize(
        ("status", "fault"),
        [
            ("PENDING", TemplateFault.PENDING),
            ("REJECTED", TemplateFault.REJECTED),
            ("PAUSED", TemplateFault.STOPPED),
            ("DISABLED", TemplateFault.STOPPED),
        ],
    )
    def test_that_are_not_approved(self, status: str, fault: TemplateFault) -> None:
        assert faults(*french(status=status)) == [(NAME, "fr", fault)]

    @pytest.mark.parametrize(
        "changed",
        [
            {"body": "Votre colis a du retard."},
            {"footer": "Brisemare"},  # without the way to stop
            {"header": "Bonne nouvelle"},
            {"links": ("https://shop.example/{{1}}",)},
        ],
    )
    def test_whose_words_are_no_longer_ours(self, changed: dict[str, str]) -> None:
        ours = next(one for one in TOLD if one.template.name == NAME).template
        other = replace(ours, **changed)  # type: ignore[arg-type]
        assert faults(*french(template=other)) == [(NAME, "fr", TemplateFault.CHANGED)]

    def test_with_a_picture_are_none_of_ours(self) -> None:
        assert faults(*french(is_usable=False)) == [(NAME, "fr", TemplateFault.CHANGED)]
