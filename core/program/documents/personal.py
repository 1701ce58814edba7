"""Personal suggestions, as a merchant switches them."""

from __future__ import annotations

from core.program.documents.base import Strict


class PersonalDocument(Strict):
    """`on`: suggestions by what a shopper bought, unless switched off. `views`: also by what they
    looked at, where they agree; off unless switched on."""

    on: bool | None = None
    views: bool | None = None
