"""Links to the page of a channel, and their QR codes: for shoppers, and for the merchant who prints
them."""

from __future__ import annotations

import io
import os


def public_url() -> str:
    """The API's own address."""
    return os.environ.get("PUBLIC_URL", "").rstrip("/")


def short_link(store_id: str, channel_id: str) -> str:
    """A channel's link, short enough for a poster."""
    return f"{public_url()}/j/{store_id}/{channel_id}"


def qr_code(text: str) -> str:
    """A QR code as an SVG picture, which prints at any size."""
    import segno  # whoever draws none starts without it

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=4, light="#fff", xmldecl=False
    )
    return drawn.getvalue().decode()
