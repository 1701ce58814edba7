#!/usr/bin/env python3
"""Checks that a lucky draw was fair: python3 verify_draw.py PROOF.json [COMMITMENT]

PROOF.json is what `GET /storefront/draws/{id}/proof?store=...` answers; of a very long list, all
its pages as one. COMMITMENT is what the store showed before entries had closed, if you noted it: it
proves that the seed was not chosen later. Needs Python 3.6 or later and nothing else. docs/draws.md
says what is computed, and what it proves.
"""

import hashlib
import hmac
import json
import sys


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def need(true, fault):
    if not true:
        raise ValueError(fault)


def check(proof, noted=""):
    need(proof["format"] == "regulars draw 1", "this format is not known")
    seed = bytes.fromhex(proof["seed"])
    need(hashlib.sha256(seed).hexdigest() == proof["commitment"], "the seed is another one")
    need(noted in ("", proof["commitment"]), "the commitment is not the one that you noted")

    terms = json.dumps(proof["terms"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head = ["regulars draw 1", proof["id"], proof["commitment"], sha256(terms)]
    digest = sha256("\n".join(head + proof["list"]))
    need(digest == proof["digest"], "the list or the terms were changed")

    tickets = [line.split(" ") for line in proof["list"]]
    names = [ticket for ticket, _, _ in tickets]
    need(names == sorted(set(names)), "the list is not in order")

    winners, out = [], {"-"}
    prizes = [i for i, one in enumerate(proof["terms"]["prizes"]) for _ in range(one["count"])]
    for place, prize in enumerate(prizes):
        left = sum(int(entries) for _, holder, entries in tickets if holder not in out)
        if left == 0:
            break
        tries = 0
        while True:
            message = f"{digest} {place} {tries}"
            value = int(hmac.new(seed, message.encode(), hashlib.sha256).hexdigest(), 16)
            if value < 2**256 - 2**256 % left:
                break
            tries += 1
        index, number = value % left, 1
        for ticket, holder, entries in tickets:
            if holder not in out and index < int(entries):
                found = {"place": place + 1, "prize": prize, "number": number + index}
                winners.append(dict(found, ticket=ticket, holder=holder))
                out.add(holder)
                break
            index -= int(entries) if holder not in out else 0
            number += int(entries)
    need(winners == proof["winners"], "the winners are not those of seed and list")
    return winners


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        content = json.load(file)
    try:
        result = check(content, *sys.argv[2:])
    except (KeyError, TypeError, ValueError) as fault:
        sys.exit(f"NOT FAIR, or no whole proof: {fault}")
    print(f"Fair. Commitment {content['commitment']}")
    for one in result:
        print(f"place {one['place']}: number {one['number']}, ticket {one['ticket']}")
