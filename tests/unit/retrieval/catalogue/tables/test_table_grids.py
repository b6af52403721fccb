from retrieval.catalogue.shop_html import to_markdown


def rows(html: str) -> list[str]:
    return [" ".join(line.split()) for line in to_markdown(html).splitlines() if line.strip()]


class TestATable:
    def test_without_head_keeps_every_row_below_an_empty_one(self) -> None:
        table = "<table><tr><td>FR<td>2 days<td>5 €<tr><td>CH<td>4 days<td>9 €</table>"

        assert rows(table) == [
            "| | | |",
            "| --- | ------ | --- |",
            "| FR | 2 days | 5 € |",
            "| CH | 4 days | 9 € |",
        ]

    def test_of_names_in_bold_or_beside_each_row_has_a_header(self) -> None:
        bold = "<table><tr><td><b>Mode</b><td><b>Prix</b><tr><td>Relais<td>offert</table>"
        beside = "<table><tr><th>Size<td>36<td>38<tr><th>Chest<td>84 cm<td>88 cm</table>"

        assert rows(bold)[2:] == ["| Relais | offert |"]
        assert rows(beside)[2:] == ["| Chest | 84 cm | 88 cm |"]

    def test_says_merged_cells_in_each_row_and_column(self) -> None:
        table = (
            "<table><tr><th rowspan=2>Zone<th colspan=2>Price<tr><th>small<th>large"
            "<tr><td rowspan=2>FR<td>5 €<td>9 €<tr><td colspan=2>on request</table>"
        )

        assert rows(table) == [
            "| Zone | Price small | Price large |",
            "| ---- | ----------- | ----------- |",
            "| FR | 5 € | 9 € |",
            "| FR | on request | on request |",
        ]

    def test_is_cut_at_rows_of_one_cell_which_head_the_rows_below(self) -> None:
        table = (
            "<table><caption>Rates</caption><tr><th>Country<th>Price<tr><td colspan=2>Europe"
            "<tr><td>Italy<td>9 €<tr><td colspan=2>World<tr><td>Japan<td>29 €"
            "<tr><td colspan=2>All taxes are included.</table>"
        )

        assert rows(table) == [
            "**Rates \u2013 Europe**",
            "| Country | Price |",
            "| ------- | ----- |",
            "| Italy | 9 € |",
            "**Rates \u2013 World**",
            "| Country | Price |",
            "| ------- | ----- |",
            "| Japan | 29 € |",
            "All taxes are included.",
        ]

    def test_has_one_line_in_each_cell_and_the_words_of_pictures(self) -> None:
        table = (
            "<table><tr><th>A<th>B<tr><td>x<br>y.<br>z<td><ul><li>1<li>2</ul>"
            "<tr><td>w<td><img alt='yes' src='v.png'></table>"
        )

        assert rows(table)[2:] == ["| x, y. z | 1, 2 |", "| w | yes |"]

    def test_that_only_lays_out_a_page_is_taken_apart(self) -> None:
        table = (
            "<table><tr><td><h2>Returns</h2><p>14 days.</p><td>"
            "<table><tr><th>A<th>B<tr><td>1<td>2</table></table>"
        )

        assert rows(table) == ["## Returns", "14 days.", "| A | B |", "| --- | --- |", "| 1 | 2 |"]
