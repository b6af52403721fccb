"""Let Rasa decide the steps of a dialogue, by its rules and forms, which have no effect."""
