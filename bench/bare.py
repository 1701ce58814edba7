"""A plain boto3 client that sends recorded requests: python bench/bare.py FILE

Reads a slice's number from standard input and sends that slice's requests, one after the other;
then prints how long it took, in seconds. FILE has a slice a line: [[operation, parameters], ...].
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import boto3


def main(path: str) -> None:
    """Serve slices until standard input is closed."""
    client = boto3.client("dynamodb")
    client.list_tables()  # opens the connection
    slices = Path(path).read_text().splitlines()
    print("ready", flush=True)
    for line in sys.stdin:
        requests = json.loads(slices[int(line)])
        began = time.monotonic()
        for operation, parameters in requests:
            getattr(client, operation)(**parameters)
        print(time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
