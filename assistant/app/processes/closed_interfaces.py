"""Tell a program that comes to an interface without any key yet how its shop gets one."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

HOW = (
    "no program has a key here yet: run `comptoir client NAME` on the server, set"
    " COMPTOIR_COMPLETIONS__CLIENTS as it prints, restart, and send Authorization: Bearer KEY"
)


def closed_to_programs(path: str) -> APIRouter:
    """Return the routes at and below `path`, which refuse everybody with the way to a key."""
    router = APIRouter(include_in_schema=False)
    methods = ["GET", "POST"]

    async def refuse() -> JSONResponse:
        error = {"message": HOW, "type": "authentication_error", "code": "no_key_yet"}
        headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
        return JSONResponse({"error": error}, 401, headers)

    router.add_api_route(path, refuse, methods=methods)
    router.add_api_route(f"{path}/{{rest:path}}", refuse, methods=methods)
    return router
