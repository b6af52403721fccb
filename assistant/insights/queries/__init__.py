"""Answer the pages' questions to the current build, never with figures of too few customers."""
