"""Draw product pictures on demand: one flat silhouette for each kind of product, in its colour.

A silhouette is an SVG fragment on a 400 x 500 canvas (`theme/silhouettes/<kind>.svg`) with
`$main`, `$shade`, `$light`, `$ink`, `$stripe`, `$shadow` and `$backdrop` where colours go.
"""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Template

from integrations.shops.demo.silhouettes import KINDS

_FOLDER = Path(__file__).parent / "theme" / "silhouettes"
_WIDTH, _HEIGHT = 400, 500

# By the colour's French name as a slug; the English names differ only on the page.
COLOURS: Mapping[str, str] = {
    "rouge": "#c2402f",
    "rouge-brique": "#a6503a",
    "bordeaux": "#74303c",
    "bleu-marine": "#263b57",
    "bleu": "#3f6c9b",
    "bleu-ciel": "#9dbfd6",
    "bleu-petrole": "#2b6470",
    "indigo": "#3a4d78",
    "ecru": "#ece2cd",
    "blanc": "#f7f4ee",
    "noir": "#33363b",
    "gris": "#8b9399",
    "gris-chine": "#a3a8ab",
    "anthracite": "#4b5158",
    "vert": "#5c8a6a",
    "vert-sapin": "#2f5545",
    "vert-sauge": "#9caf94",
    "kaki": "#737351",
    "jaune": "#e7b93c",
    "moutarde": "#c8962f",
    "sable": "#d5bf98",
    "camel": "#b98a56",
    "marron": "#71503a",
    "rose": "#dba8a6",
    "terracotta": "#bd6d4c",
    "orange": "#d9772f",
    "naturel": "#d6b98c",
    "lilas": "#a99abf",
    "corail": "#e0806c",
}
_UNCOLOURED = "#e8dcc4"  # things sold in no colour: wax, glass, card
_FOR_DARK = ("#ede6d8", "#e3e9e5", "#efe2d5", "#e4e7ea", "#ebe7dc")
_FOR_LIGHT = ("#b6c5c6", "#c7b79c", "#bfb9a6", "#c9aa98", "#b3bfae")
_PALE = 0.62  # relative luminance from which an object needs the deeper backdrops


def draw(product_id: str, colour: str = "") -> str:
    """Return a picture as SVG, 400 x 500.

    `colour` is a key of `COLOURS`; an unknown or empty one draws the thing uncoloured.

    Raises:
        KeyError: no silhouette fits `product_id`.
    """
    main = COLOURS.get(colour, _UNCOLOURED)
    pale = luminance(main) > _PALE
    backdrops = _FOR_LIGHT if pale else _FOR_DARK
    # The same product keeps its backdrop in all its colours of one tone, on every machine.
    backdrop = backdrops[zlib.crc32(product_id.encode()) % len(backdrops)]
    figure = _silhouette(kind_of(product_id)).substitute(
        main=main,
        shade=mix(main, "#1b2430", 0.24),
        light=mix(main, "#fffaf0", 0.55) if not pale else "#ffffff",
        ink="#2f3a45",
        stripe="#263b57" if pale else "#f3ebdb",
        shadow=mix(backdrop, "#1b2430", 0.16),
        backdrop=backdrop,
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{backdrop}"/>\n{figure}</svg>\n'
    )


def kind_of(product_id: str) -> str:
    """Return the silhouette's name: the longest prefix of the id that is known.

    Raises:
        KeyError: none is.
    """
    prefixes = [prefix for prefix in KINDS if product_id.startswith(prefix)]
    if not prefixes:
        raise KeyError(product_id)
    return KINDS[max(prefixes, key=len)]


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` of `other` in it, share in [0, 1]; both are #rrggbb."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 black to 1 white (WCAG 2.2)."""
    scaled = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in scaled]  # noqa: PLR2004 - sRGB's own constants
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=256)
def _silhouette(kind: str) -> Template:
    return Template((_FOLDER / f"{kind}.svg").read_text(encoding="utf-8"))
