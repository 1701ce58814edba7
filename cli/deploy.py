"""./regulars deploy: Regulars into an AWS account, and what to do next."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import Any

from cli import target
from cli.answer import Answer
from cli.deployment import app_secret, permissions, preflight, upload
from cli.parsing import Parser, now_ms, runs
from core.ledger import stores
from infra.local.facts import StackFacts
from integrations.aws.session import client


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--public-url", help="the domain of your own that leads here, if any")
    parser.add_argument("--mail-from", help="the SES address that mails come from")
    parser.add_argument("--alarm-email", help="who is mailed when an alarm goes off")
    parser.add_argument(
        "--ignore-permissions", action="store_true", help="do not stop when IAM says no"
    )
    parser.add_argument(
        "--despite-alarms",
        action="store_true",
        help="for a release that mends what rings: no alarm takes it back",
    )
    runs(parser, deploy, needs_stack=False)


def deploy(options: Namespace) -> Answer:
    """Check, make the secret, package, deploy; the addresses to enter elsewhere."""
    stage = preflight.check_stage(
        getattr(options, "stage", None) or os.environ.get("REGULARS_STAGE")
    )
    preflight.refuse_development()
    preflight.check_tools()
    target.set_region(getattr(options, "region", None))
    who = preflight.caller()
    _say(f"Deploying stage {stage} into account {who.account}, {who.region}, as {who.arn}")
    if not options.ignore_permissions:
        doubt = permissions.check(who, stage)
        if doubt:
            _say(doubt)
    stack = target.describe(client("cloudformation"), stage)
    if stack is None:
        preflight.refuse_ownerless_table(stage)
    elif not options.despite_alarms:
        preflight.refuse_ringing(stage)
    chosen = upload.choices(
        {
            "PUBLIC_URL": options.public_url,
            "MAIL_FROM": options.mail_from,
            "ALARM_EMAIL": options.alarm_email,
        },
        stack,
    )
    chosen["ROLL_BACK_ON_ALARMS"] = "false" if options.despite_alarms else "true"
    secret = app_secret.ensure(stage, os.environ, ask=sys.stdin.isatty())
    _say(f"Secret regulars/{stage}/app: {secret}")
    template = upload.package(stage, who.region, chosen)
    upload.deploy(stage, who.region, template, chosen)
    return _done(who.account, target.use(stage, who.region))


def _done(account: str, stack: StackFacts) -> Answer:
    from cli.admin import link_to

    url = stack.front_url
    connected = [stores.get(store_id) for store_id in stores.list_ids()]
    data = {
        "stage": stack.stage,
        "region": stack.region,
        "account": account,
        "public_url": url,
        "woocommerce": {"webhook_url": f"{url}/webhooks/woocommerce/STORE"},
        "shopify": {
            "application_url": f"{url}/admin",
            "webhooks_uri": f"{url}/webhooks/shopify",
            "app_proxy": {"url": f"{url}/storefront", "prefix": "apps", "subpath": "regulars"},
        },
        "stores": [
            {
                "store_id": store.store_id,
                "address": store.address,
                "owner_link": link_to(store.store_id, now_ms() // 1000),
            }
            for store in connected
            if store.installed
        ],
    }
    return Answer(data, lambda: _text(data, stack))


def _text(data: dict[str, Any], stack: StackFacts) -> str:
    here = f"--stage {stack.stage} --region {stack.region}"
    lines = [
        f"Deployed: {data['public_url']}",
        "",
        "WooCommerce: connect a store, then enter its webhook address in the plugin",
        f"  ./regulars store add woocommerce {here} --url https://... --consumer-key ck_... \\",
        "      --consumer-secret cs_... --webhook-secret ...",
        f"  {data['woocommerce']['webhook_url']}   (STORE: the id that the command prints)",
        "",
        "Shopify: build the app for this deployment, then deploy it with Shopify's CLI",
        f"  python -m infra.storefront_files shopify {data['public_url']}",
        "  (more: integrations/shopify/app/README.md)",
        "",
    ]
    if data["stores"]:
        lines.append("The owner's way into the merchant page (opens once, within 15 minutes):")
        lines += [f"  {one['address']}: {one['owner_link']}" for one in data["stores"]]
    else:
        lines.append("Once a store is connected, its owner's link to the merchant page:")
        lines.append(f"  ./regulars admin link STORE {here}")
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
