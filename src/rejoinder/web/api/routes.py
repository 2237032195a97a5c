"""Not written yet."""
from starlette.requests import Request
from starlette.responses import Response, PlainTextResponse
async def _no(request: Request) -> Response:
    return PlainTextResponse("not written yet", 501)
show = post = receipt = script = style = data = read = describe = _no
ROUTES: list = []
