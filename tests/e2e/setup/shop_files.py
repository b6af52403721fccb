"""The files of a small shop: a catalogue of Shopify with a broken row, and five pages."""

from pathlib import Path

COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price"
)
CSV = f"""\
{COLUMNS}
blue-lamp,Blue lamp,<p>A lamp of blue glass.</p>,Lune,Lamps,,true,Title,Default Title,A1,4,35.00
red-chair,Red chair,<p>A chair of red beech.</p>,Lune,Chairs,,true,Title,Default Title,A2,2,80.00
broken,,<p>It has no title.</p>,Lune,Chairs,,true,Title,Default Title,A3,2,many
"""
PAGES = {
    "returns.md": "# Returns\n\nYou can return any item within 45 days of delivery.\n",
    "delivery.md": "# Delivery\n\nStandard delivery takes three working days.\n",
    "warranty.md": "# Warranty\n\nEvery lamp has a warranty of seven years.\n",
    "payment.txt": "Payment\n\nYou can pay by card and by PayPal.\n",
    "contact.html": "<!doctype html><title>Contact</title><h1>Contact</h1>"
    "<p>Our workshop in Lyon is open from Tuesday to Saturday.</p>",
}


def files(folder: Path) -> list[Path]:
    """Write the files of a shop, and return where they are."""
    folder.mkdir()
    for name, text in {"products.csv": CSV, **PAGES}.items():
        (folder / name).write_text(text)
    return sorted(folder.iterdir())
