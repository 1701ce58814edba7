"""What `make run` is told by its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STAGE = "local"
ENGINES = ("ministack", "dynamodb-local")


@dataclass(frozen=True)
class Settings:
    """`shopify_api_*` are "" when not set: the stack then invents some and keeps them.

    `engine` is who keeps the table: the emulator itself (over a clean stop), or Amazon's
    DynamoDB Local (also over SIGKILL).
    """

    port: int
    data_dir: Path
    engine: str
    shopify_api_key: str
    shopify_api_secret: str
    shopify_api_secret_previous: str
    shopify_admin_origin: str
    allow_private_store_urls: bool
    mail_from: str

    @property
    def front_url(self) -> str:
        """The origin that browsers, stores and tests use."""
        return f"http://127.0.0.1:{self.port}"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; ValueError for what cannot be meant."""
    port = int(environment.get("PORT") or 8000)
    engine = environment.get("ENGINE") or ENGINES[0]
    if engine not in ENGINES:
        raise ValueError(f"ENGINE is one of {', '.join(ENGINES)}, not {engine!r}")
    sandbox_admin = f"http://127.0.0.1:{port}/sandbox/shopify"
    return Settings(
        port=port,
        data_dir=Path(environment.get("DATA_DIR") or ".local").resolve(),
        engine=engine,
        shopify_api_key=environment.get("SHOPIFY_API_KEY", ""),
        shopify_api_secret=environment.get("SHOPIFY_API_SECRET", ""),
        shopify_api_secret_previous=environment.get("SHOPIFY_API_SECRET_PREVIOUS", ""),
        shopify_admin_origin=environment.get("SHOPIFY_ADMIN_ORIGIN") or sandbox_admin,
        allow_private_store_urls=(environment.get("ALLOW_PRIVATE_STORE_URLS") or "1")
        not in ("0", "false", "no"),
        mail_from=environment.get("MAIL_FROM") or "regulars@example.com",
    )
