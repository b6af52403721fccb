"""Templates of the demo's number: what the shop may send once a customer has been silent a day."""

from integrations.channels.meta.simulator.simulator_types import SimulatedTemplate

TEMPLATES = (
    SimulatedTemplate(
        name="suite_de_votre_demande",
        language="fr",
        body="Bonjour {{1}}, nous avons la réponse à votre question sur {{2}}. "
        "Répondez à ce message pour la recevoir.",
        footer="Répondez STOP pour ne plus recevoir de message.",
    ),
    SimulatedTemplate(
        name="suite_de_votre_demande",
        language="en",
        body="Hello {{1}}, we have the answer to your question about {{2}}. "
        "Reply to this message to receive it.",
        footer="Reply STOP to receive no more messages.",
    ),
)
