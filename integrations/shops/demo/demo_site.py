"""Serve the demo shop's pages over HTTP, with the chat on every one of them."""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, unquote, urlencode, urlsplit

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from assistant.commerce.basket_tokens import read_token
from assistant.commerce.checkout import Till
from integrations.shops.demo.basket_view import ADD, Pieces, read_pieces, with_added
from integrations.shops.demo.demo_basket import TOKEN
from integrations.shops.demo.demo_checkout import CheckoutView, DemoCheckout
from integrations.shops.demo.demo_pages import PATHS, DemoPages
from integrations.shops.demo.demo_sign_in import DemoAccounts
from integrations.shops.demo.demo_sign_in import routes as account_routes
from integrations.shops.demo.help_markup import slug
from integrations.shops.demo.product_pictures import COLOURS, draw
from integrations.shops.demo.product_views import COLOUR_NAMES
from integrations.shops.demo.shelf import DEMO, Shelf, load
from retrieval.catalogue.types import Product

Code = Literal["fr", "en"]
_STATIC = Path(__file__).parent / "theme" / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
BASKET_COOKIE = "demo_basket"
TOKEN_COOKIE = "demo_basket_token"  # noqa: S105  # the name of a cookie
PLACED = "placed"
"""The number of the order that was just placed, in the basket's address."""

_NUMBER = re.compile(r"[#A-Za-z0-9-]{1,20}")  # of an order, in an address that anybody can write
_DAY = "public, max-age=86400"
_REVALIDATE = "public, no-cache"


def routes(
    *,
    widget_src: str = "/webchat/widget.js",
    folder: Path = DEMO,
    accounts: DemoAccounts | None = None,
    till: Till | None = None,
) -> APIRouter:
    """Return the shop in `folder`: pages, pictures and the files they need.

    `widget_src` is the chat's script, a path or a web address. Without `accounts` nobody signs in,
    without `till` nobody orders.

    Raises:
        OSError, KeyError, ValueError: the shop's files are missing or not as documented.
    """
    shelf = load(folder)
    router = APIRouter(include_in_schema=False)
    people = accounts.people if accounts else ()
    if accounts:
        router.include_router(account_routes(accounts))
    pages, csp = DemoPages(shelf, widget_src=widget_src, people=people), policy(widget_src)
    if till is not None:
        _add_checkout(router, pages, csp, DemoCheckout(till=till, products=_by_sku(shelf)))
    _add_pages(router, pages, csp, sells=till is not None)
    _add_files(router, shelf)
    return router


def policy(widget_src: str) -> str:
    """Return the Content-Security-Policy of a page: nothing inline, nothing from elsewhere."""
    address = urlsplit(widget_src)
    own = f"'self' {address.scheme}://{address.netloc}" if address.netloc else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own}",
            f"style-src {own}",
            f"connect-src {own}",
            f"img-src {own}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def preferred(accept_language: str) -> Code:
    """Return the shop's language that an Accept-Language header ranks first, French if none."""
    ranked: list[tuple[float, Code]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";q=")
        code = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight or 1)
        except ValueError:
            quality = 0.0
        if code in ("fr", "en") and quality > 0:
            ranked.append((quality, "fr" if code == "fr" else "en"))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else "fr"


def _by_sku(shelf: Shelf) -> dict[str, Product]:
    return {v.sku: product for product in shelf.products["fr"] for v in product.variants}


def _add_checkout(router: APIRouter, pages: DemoPages, csp: str, checkout: DemoCheckout) -> None:
    async def order(request: Request, language: Code) -> Response:
        pieces, customer = _kept(request, pages), pages.signed_in(request.cookies)
        if not customer:
            return RedirectResponse(PATHS[language].basket, status_code=303)
        typed, token = (await request.body()).decode(), request.cookies.get(TOKEN_COOKIE)
        view = await checkout.order(customer, pieces, typed, basket=read_token(token))
        if not view.placed:
            html = pages.basket(language, pieces, view)
            return HTMLResponse(html, status_code=422, headers=_headers(csp))
        placed = urlencode({PLACED: view.placed})
        response = RedirectResponse(f"{PATHS[language].basket}?{placed}", status_code=303)
        for name in (BASKET_COOKIE, TOKEN_COOKIE):
            response.delete_cookie(name, samesite="lax")
        return response

    @router.post(PATHS["fr"].basket)
    async def order_in_french(request: Request) -> Response:
        return await order(request, "fr")

    @router.post(PATHS["en"].basket)
    async def order_in_english(request: Request) -> Response:
        return await order(request, "en")


def _kept(request: Request, pages: DemoPages) -> Pieces:
    """Return the basket in the browser's cookie."""
    return read_pieces(unquote(request.cookies.get(BASKET_COOKIE, "")), pages.skus)


def _add_pages(router: APIRouter, pages: DemoPages, csp: str, *, sells: bool) -> None:
    @router.get("/")
    async def welcome(accept_language: Annotated[str, Header()] = "") -> RedirectResponse:
        to = f"/{preferred(accept_language)}/"
        return RedirectResponse(to, status_code=302, headers={"Vary": "Accept-Language"})

    _add_language(router, pages, csp, "fr", sells=sells)
    _add_language(router, pages, csp, "en", sells=sells)


def _add_language(
    router: APIRouter, pages: DemoPages, csp: str, language: Code, *, sells: bool
) -> None:
    paths = PATHS[language]

    def send(html: str | None) -> HTMLResponse:
        body = pages.missing(language) if html is None else html
        return HTMLResponse(body, status_code=404 if html is None else 200, headers=_headers(csp))

    @router.get(f"/{language}/")
    async def home() -> HTMLResponse:
        return send(pages.home(language))

    @router.get(f"{paths.departments}/{{name}}")
    async def department(name: str) -> HTMLResponse:
        return send(pages.department(language, name))

    @router.get(f"{paths.products}/{{name}}")
    async def product(request: Request, name: str) -> HTMLResponse:
        colour = request.query_params.get(paths.colour_key, "")
        return send(pages.product(language, name, colour))

    @router.get(paths.basket)
    async def basket(request: Request) -> Response:
        return _basket(request, pages, language, csp, sells=sells)

    @router.get(paths.help)
    async def help_index() -> HTMLResponse:
        return send(pages.help_index(language))

    @router.get(f"{paths.help}/{{name}}")
    async def help_page(name: str) -> HTMLResponse:
        return send(pages.help_page(language, name))

    # Last: what no other address took, so that a lost visitor keeps the menu and the chat.
    @router.get(f"/{language}/{{rest:path}}")
    async def missing() -> HTMLResponse:
        return send(None)


def _basket(
    request: Request, pages: DemoPages, language: Code, csp: str, *, sells: bool
) -> Response:
    """Answer with the basket that the address says, else with the browser's own, and keep it.

    The basket stands in a cookie of the browser, and nowhere else.
    """
    query = request.url.query
    added = request.query_params.get(ADD, "")
    pieces = read_pieces(query, pages.skus) if query and not added else _kept(request, pages)
    if added in pages.skus:
        query = urlencode(with_added(pieces, added))
        return RedirectResponse(f"{PATHS[language].basket}?{query}", status_code=303)
    placed = request.query_params.get(PLACED, "")
    view = CheckoutView(
        is_signed_in=bool(pages.signed_in(request.cookies)),
        placed=placed if _NUMBER.fullmatch(placed) else "",
    )
    html = pages.basket(language, pieces, view if sells else None)
    response = HTMLResponse(html, headers=_headers(csp))
    response.set_cookie(BASKET_COOKIE, quote(urlencode(pieces), safe=""), samesite="lax")
    if token := read_token(request.query_params.get(TOKEN)):
        response.set_cookie(TOKEN_COOKIE, token, samesite="lax", httponly=True)
    elif not pieces:
        response.delete_cookie(TOKEN_COOKIE, samesite="lax")
    return response


def _headers(csp: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": csp,
        "Cache-Control": "no-cache",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _add_files(router: APIRouter, shelf: Shelf) -> None:
    files = {path.name: path.read_bytes() for path in _STATIC.iterdir() if path.suffix in _TYPES}
    colours = {product.product_id: _first_colour(product) for product in shelf.products["fr"]}

    @router.get("/demo/static/{name}")
    async def static(request: Request, name: str) -> Response:
        if name not in files:
            return Response(status_code=404)
        return _send_file(request, files[name], _TYPES[Path(name).suffix], _REVALIDATE)

    @router.get("/demo/images/{name}.svg")
    async def picture(request: Request, name: str) -> Response:
        product_id, _, colour = name.partition("--")
        if product_id not in colours or (colour and colour not in COLOURS):
            return Response(status_code=404)
        drawn = draw(product_id, colour or colours[product_id])
        return _send_file(request, drawn.encode(), _TYPES[".svg"], _DAY)


def _first_colour(product: Product) -> str:
    return slug(dict(product.variants[0].options).get(COLOUR_NAMES[product.language], ""))


def _send_file(request: Request, body: bytes, media_type: str, cache: str) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"Cache-Control": cache, "ETag": etag, "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
