"""Files of a shop so small that indexing it takes a moment, and their faults are known by line."""

from pathlib import Path

RETURNS = "# Returns\n\nYou can return any item within 45 days of delivery.\n"
WARRANTY = "# Warranty\n\nEvery lamp has a warranty of seven years, whatever it is made of.\n"
PRODUCTS = """\
id,title,description,link,price,availability
A1,Blue lamp,A lamp of blue glass for the bedside.,https://shop.example/a1,35.00 EUR,in_stock
A2,Red chair,A chair of red beech.,https://shop.example/a2,80.00 EUR,in_stock
A3,Green table,A table of green oak for six.,https://shop.example/a3,120.00 EUR,out_of_stock
"""
FAULTY = """\
id,title,description,link,price,availability
B1,White vase,A vase of white clay.,https://shop.example/b1,25.00 EUR,in_stock
B2,,It has no title.,https://shop.example/b2,12.00 EUR,in_stock
B3,Grey rug,A rug of grey wool.,https://shop.example/b3,many EUR,in_stock
B4,Black bin,A bin of black steel.,https://shop.example/b4,19.00 EUR,in_stock
"""


def write(folder: Path) -> Path:
    """Write a page and three products, all of them sound."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "returns.md").write_text(RETURNS)
    (folder / "products.csv").write_text(PRODUCTS)
    return folder
