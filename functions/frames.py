"""Who may show our pages in a frame: the admin of the shop that a page is about, nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from integrations import access


def ancestors(shop: str | None) -> str:
    """The sources of `frame-ancestors`. On a developer's machine the admin is the sandbox's."""
    if not shop:
        return "'none'"
    sources = [f"https://{shop}", "https://admin.shopify.com"]
    sandbox = access.secret().development.shopify_admin_origin
    if sandbox:
        parts = urlsplit(sandbox)
        sources.append(f"{parts.scheme}://{parts.netloc}")
    return " ".join(sources)
