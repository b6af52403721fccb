"""Hold the eleven rooms of the assistant; ARCHITECTURE.md says what each is for."""
