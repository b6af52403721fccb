"""Show the settings of the installation on pages, and change them."""
