"""The explorer: GraphiQL from our own files (`server.pages`); nothing is fetched from anywhere else."""

from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response

# The editor sets styles on elements, runs its language services in workers and carries its icons as a font.
PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class Explorer:
    """The built page in `folder` (`dashboard/dist/explorer`), if it has been built."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._page = folder / "index.html"

    @property
    def is_built(self) -> bool:
        """Whether there is a page to show."""
        return self._page.is_file()

    def page(self) -> Response:
        """The page, with the policy it can live with."""
        headers = {"content-security-policy": PAGE_POLICY, "cache-control": "no-cache", "vary": "Accept"}
        return FileResponse(self._page, media_type="text/html", headers=headers)
