"""What a browser is told not to do with our answers."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.settings import settings

# Scripts come from our own files only, none from within a page. Styles may stand in the page: Mantine writes its
# variables into a <style> of its own and measures into style attributes, and text is placed over a PDF by attributes.
# pdf.js runs a worker, compiles WebAssembly for some images, and hands fonts over as data.
PAGES = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# What is not a page has nothing to load, wherever somebody opens it.
DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = "max-age=63072000"
WITH_SUBDOMAINS = f"{TWO_YEARS}; includeSubDomains"


def _pairs(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_OF_PAGES = _pairs(ALWAYS | {"Content-Security-Policy": PAGES})
# What one is told belongs into no cache; files and pictures say how long they may be kept.
_OF_DATA = _pairs(ALWAYS | {"Content-Security-Policy": DATA, "Cache-Control": "no-store"})


class SecurityHeaders:
    """ASGI middleware: the headers that every answer has, unless the route knows better."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        missing = _OF_DATA if scope["path"].startswith(("/api/", "/metrics")) else _OF_PAGES
        if settings().secure_cookies:
            hsts = WITH_SUBDOMAINS if settings().hsts_subdomains else TWO_YEARS
            missing = [*missing, (b"strict-transport-security", hsts.encode())]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = given + [pair for pair in missing if pair[0] not in names]
            await send(message)

        await self.app(scope, receive, with_headers)
