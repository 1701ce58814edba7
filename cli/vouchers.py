"""./regulars vouchers: codes of partners, each of which one member gets."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from cli.answer import Answer, fields
from cli.customers import opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import rewards
from core.errors import BadInput
from core.ledger import stores, tallies, vouchers


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    command = leaf(under, "add", add, "put a partner's codes into a reward's pool")
    command.add_argument("store", metavar="STORE")
    command.add_argument("reward", metavar="REWARD", help="its id in the program, of kind voucher")
    command.add_argument("file", metavar="FILE", help="a text file with one code a line")


def add(options: Namespace) -> Answer:
    """Upload, then say what the pool holds."""
    at = opened(options.store)
    ledger = at.books.ledger
    reward = at.books.programs.in_force(now_ms() // 1000).reward(options.reward)
    if reward.kind != "voucher":
        raise BadInput(f"The reward {reward.id!r} gives no vouchers; its kind is {reward.kind!r}.")
    try:
        lines = Path(options.file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the codes: {error}") from error
    added = vouchers.add(ledger, reward.id, lines)
    tally = tallies.read(ledger, reward.id)
    left = rewards.left_of(reward, tally.taken, tally.pool) or 0
    if left > vouchers.LOW:
        stores.clear_health(at.store.store_id, "vouchers_low", reward.id)
    data = {"reward_id": reward.id, "added": added, "given": tally.taken, "left": left}
    return Answer(data, lambda: fields(list(data.items())))
