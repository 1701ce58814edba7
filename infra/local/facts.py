"""Where a running stack is: what functions find in their environment, for everybody else.

    facts = load(Path(".local"))
    os.environ.update(environ(facts))

The stack of this machine writes them into $DATA_DIR/stack.json; a stack on AWS has them as outputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from infra.local.emulator import credentials

FILE_NAME = "stack.json"
QUEUES = ("events", "fetches", "codes", "balances", "jobs", "hooks")
DEAD_LETTERS = (*QUEUES, "scheduled", "relay")


@dataclass(frozen=True)
class StackFacts:
    """One deployed stack.

    `queues` and `dead_letters` are URLs by name (see QUEUES, DEAD_LETTERS). `endpoint_url` is the
    emulator, "" on AWS; `dynamodb_url` is set when another engine keeps the table. `pids` are the
    processes on this machine by name.
    """

    stage: str
    region: str
    front_url: str
    table: str
    secret_name: str
    kms_key_id: str
    mail_from: str
    queues: dict[str, str]
    dead_letters: dict[str, str]
    stream_arn: str = ""
    http_api_id: str = ""
    records_bucket: str = ""
    files_bucket: str = ""
    signing_key_id: str = ""
    endpoint_url: str = ""
    dynamodb_url: str = ""
    pids: dict[str, int] = field(default_factory=dict)


def from_outputs(stage: str, region: str, outputs: Mapping[str, str]) -> StackFacts:
    """Facts from the outputs of the CloudFormation stack (infra/outputs.yml)."""
    return StackFacts(
        stage=stage,
        region=region,
        front_url=outputs["PublicUrl"],
        table=outputs["TableName"],
        secret_name=outputs["AppSecretName"],
        kms_key_id=outputs["KmsKeyId"],
        mail_from=outputs["MailFrom"],
        queues={name: outputs[f"{name.capitalize()}QueueUrl"] for name in QUEUES},
        dead_letters={name: outputs[f"{name.capitalize()}DeadLettersUrl"] for name in DEAD_LETTERS},
        stream_arn=outputs["StreamArn"],
        http_api_id=outputs["HttpApiId"],
        records_bucket=outputs["RecordsBucket"],
        files_bucket=outputs["FilesBucket"],
        signing_key_id=outputs["SigningKeyId"],
    )


def load(data_dir: Path) -> StackFacts:
    """The stack that runs, or last ran, with this DATA_DIR; FileNotFoundError when none did."""
    return StackFacts(**json.loads((data_dir / FILE_NAME).read_text("utf-8")))


def save(facts: StackFacts, data_dir: Path) -> None:
    """Write them for `load`."""
    path = data_dir / FILE_NAME
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(asdict(facts), indent=1) + "\n", "utf-8")
    temporary.replace(path)


def environ(facts: StackFacts) -> dict[str, str]:
    """The environment of a process that works on this stack; of AWS's own only what is local."""
    variables = {
        "STAGE": facts.stage,
        "AWS_REGION": facts.region,
        "AWS_DEFAULT_REGION": facts.region,
        "TABLE_NAME": facts.table,
        "APP_SECRET_NAME": facts.secret_name,
        "KMS_KEY_ID": facts.kms_key_id,
        "RECORDS_BUCKET": facts.records_bucket,
        "FILES_BUCKET": facts.files_bucket,
        "SIGNING_KEY_ID": facts.signing_key_id,
        "PUBLIC_URL": facts.front_url,
        "MAIL_FROM": facts.mail_from,
    }
    variables |= {f"{name.upper()}_QUEUE_URL": url for name, url in facts.queues.items()}
    variables |= {f"{name.upper()}_DEAD_LETTERS_URL": u for name, u in facts.dead_letters.items()}
    if facts.endpoint_url:
        variables |= credentials() | {"AWS_ENDPOINT_URL": facts.endpoint_url}
    if facts.dynamodb_url:
        variables["AWS_ENDPOINT_URL_DYNAMODB"] = facts.dynamodb_url
        variables["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = facts.dynamodb_url
    return variables
