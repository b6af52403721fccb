from integrations.shops.demo.help_markup import render, slug


class TestHelpPage:
    def test_has_a_place_to_link_to_at_every_heading(self) -> None:
        rendered = render("# Retours\n\n## Qui paie ?\n\n## Qui paie ?\n", "fr")

        assert '<h1 id="retours">' in rendered.html
        assert '<h2 id="qui-paie">' in rendered.html
        assert '<h2 id="qui-paie-2">' in rendered.html
        assert rendered.contents == (
            ("qui-paie", "Qui paie\u202f?"),
            ("qui-paie-2", "Qui paie\u202f?"),
        )

    def test_shows_markup_as_text_and_drops_links_that_run_code(self) -> None:
        rendered = render("<script>alert(1)</script> [x](javascript:alert(1)) <b>", "en")

        assert "<script" not in rendered.html
        assert "<b>" not in rendered.html
        assert "href" not in rendered.html

    def test_lets_a_wide_table_scroll_by_itself(self) -> None:
        rendered = render("| a | b |\n|---|---|\n| 1 | 2 |\n", "en")

        assert '<div class="table" role="region" tabindex="0" aria-label="Table"><table>' in (
            rendered.html
        )
        assert "style=" not in rendered.html


class TestSlug:
    def test_is_plain_letters_and_digits(self) -> None:
        assert slug("Cœur d'été : n° 2") == "coeur-d-ete-n-2"
