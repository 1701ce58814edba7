"""A connection link for another WooCommerce store, made when it is asked for and shown once."""

from __future__ import annotations

import os
import time

from flask import Blueprint, render_template

from core.ledger import invites

inviting = Blueprint("inviting", __name__)


@inviting.get("/invite")
def ask() -> str:
    return render_template("invite.html", link="")


@inviting.post("/invite")
def make() -> str:
    """Whoever has the link may connect one store to this deployment, within the hour."""
    code = invites.create(int(time.time()))
    link = f"{os.environ['PUBLIC_URL'].rstrip('/')}/connect/{code}"
    return render_template("invite.html", link=link)
