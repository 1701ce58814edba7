"""Mail to shoppers: proofs of addresses."""

from __future__ import annotations

from collections.abc import Iterator

from cli.doctor.line import Check, Line
from infra.local.facts import StackFacts
from integrations.aws.session import client


def sender(facts: StackFacts) -> Iterator[Line]:
    """The address, or its domain, is verified."""
    if not facts.mail_from:
        do = f"./regulars deploy --stage {facts.stage} --mail-from points@shop.example"
        yield Line("mail sender", "warn", "none: guests cannot claim their points by mail", do)
        return
    ses = client("sesv2")
    domain = facts.mail_from.rpartition("@")[2]
    for identity in (facts.mail_from, domain):
        try:
            found = ses.get_email_identity(EmailIdentity=identity)
        except ses.exceptions.NotFoundException:
            continue
        if found.get("VerifiedForSendingStatus"):
            yield Line("mail sender", "ok", identity)
            return
    do = f"aws sesv2 create-email-identity --email-identity {domain}, then its DNS records"
    yield Line("mail sender", "bad", f"SES does not know {facts.mail_from} as ours", do)


def sandbox(facts: StackFacts) -> Iterator[Line]:
    """In SES's sandbox mail reaches nobody but ourselves."""
    if client("sesv2").get_account().get("ProductionAccessEnabled"):
        yield Line("mail access", "ok", "out of the sandbox")
    else:
        do = f"https://{facts.region}.console.aws.amazon.com/ses/home#/get-set-up: ask for access"
        yield Line("mail access", "warn", "SES's sandbox: shoppers get no mail", do)


CHECKS = (Check("mail sender", sender), Check("mail access", sandbox, of_an_account=True))
