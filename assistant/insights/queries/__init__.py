"""Questions of the pages to the current build, never answered with figures of too few customers."""
