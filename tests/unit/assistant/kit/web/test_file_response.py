"""Send a stored file as a download."""

from assistant.kit.web.file_response import send_file


def test_a_file_is_a_download_under_its_own_name() -> None:
    answer = send_file(b"<b>", name="reçu.html", media_type="text/html")

    assert answer.body == b"<b>"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''re%C3%A7u.html"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "private, no-store"
