"""What every answer tells the browser: own files only, no inline script, no frames, and nothing kept of a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def allow_style_attributes(response: HttpResponse) -> HttpResponse:
    """For the pages of modellers, whose libraries write `style` attributes into their markup; never style elements."""
    response.headers["Content-Security-Policy"] = f"{POLICY}; style-src-attr 'unsafe-inline'"
    return response


class ContentSecurityMiddleware:
    """Set the policies on every answer that has none of its own; static files say how long they may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Pages name people: the next user of the machine must not find them with the back button.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
