"""Mail through SES."""

from __future__ import annotations

from core.errors import Retryable
from integrations.aws.session import client


def send_mail(*, sender: str, to: str, subject: str, text: str, html: str | None = None) -> str:
    """Send one message to one address; its id. Line breaks in the subject are refused by SES.
    Raises Retryable when SES did not take it."""
    from botocore.exceptions import BotoCoreError, ClientError

    body = {"Text": {"Data": text, "Charset": "UTF-8"}}
    if html is not None:
        body["Html"] = {"Data": html, "Charset": "UTF-8"}
    try:
        answer = client("sesv2").send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": [to]},
            Content={"Simple": {"Subject": {"Data": subject, "Charset": "UTF-8"}, "Body": body}},
        )
    except (ClientError, BotoCoreError) as error:
        raise Retryable("The mail could not be sent. Try again later.") from error
    return str(answer["MessageId"])
