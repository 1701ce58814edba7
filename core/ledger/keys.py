"""Keys of the table. Members' data can be reached only through a Ledger, and a Ledger only
through a verified store."""

from __future__ import annotations

import hashlib
from typing import Literal

from core.identity import Ledger

MEMBER = "MEMBER"
ORDER = "ORDER"
REDEMPTION = "REDEMPTION"
TALLY = "TALLY"
DRAW = "DRAW"
DOOR = "DOOR"
PHONE = "PHONE"
PHONE_PREFIX = "PHONE#"
ADDRESS_PREFIX = "ADDRESS#"
RATING_PREFIX = "RATING#"
VIEWS_PREFIX = "VIEWS#"
PRODUCT_PREFIX = "P#"
COLLECTION_PREFIX = "C#"
ENTRY_PREFIX = "E#"
JOINED_PREFIX = "J#"
REFERRAL_LINE_PREFIX = "RL#"
# How a member came, and by which code the member brings others.
REFERRED = "REFERRED"
REFERRER = "REFERRER"
REFERRAL_CODE = "CODE"
# By which channel the member came.
CHANNEL = "CHANNEL"
# Before the entries in the order of a member's rows.
COUNTED_PREFIX = "B#"
DUE_SHARDS = 64
DRAW_SHARDS = 16
YEARLY_DAYS = "DUEYEARLY"
YEARLY_SHARDS = 8
MOVED_SHARDS = 4


def member(ledger: Ledger, member_id: str) -> str:
    return f"L#{ledger.ledger_id}#M#{member_id}"


def ledger_of_member(pk: str) -> str | None:
    """The ledger whose member has this partition; None for any other partition."""
    parts = pk.split("#")
    return parts[1] if len(parts) == 4 and parts[0] == "L" and parts[2] == "M" else None


def ledger_of(pk: str) -> str | None:
    """The ledger whose data a partition holds; None for one that is no ledger's."""
    return pk.split("#", 2)[1] if pk.startswith("L#") else None


def is_program(pk: str) -> bool:
    """Whether a partition holds a ledger's programs."""
    return pk.startswith("L#") and pk.endswith("#PROGRAM")


def entry(sequence: int) -> str:
    return f"{ENTRY_PREFIX}{sequence:08d}"


def counted(sequence: int) -> str:
    """The line that says that an entry is in the sums of what all members have had."""
    return f"{COUNTED_PREFIX}{sequence:08d}"


def note(sequence: int) -> str:
    return f"N#{sequence:08d}"


def awards(ledger: Ledger, member_id: str) -> str:
    """The awards that were first given to a member: beside the member's own partition, of which the
    release before awards reads every row."""
    return f"L#{ledger.ledger_id}#AWARDS#{member_id}"


def referrals(ledger: Ledger, member_id: str) -> str:
    """How a member came, whom they brought, and who was joined into them: beside the member's own
    partition, as awards are."""
    return f"L#{ledger.ledger_id}#REFERRALS#{member_id}"


def personal(ledger: Ledger, member_id: str) -> str:
    """What a member looked at, thinks of rewards, and which numbers they verified: beside the
    member's own partition, as awards are, and deleted as a whole."""
    return f"L#{ledger.ledger_id}#PERSONAL#{member_id}"


def phone_line(guest_id: str) -> str:
    """A number that the member verified, by the name of a guest under it."""
    return f"{PHONE_PREFIX}{guest_id}"


def address_line(guest_id: str) -> str:
    """An address that the member proved, by the name of a guest under it."""
    return f"{ADDRESS_PREFIX}{guest_id}"


def views(store_id: str) -> str:
    """What the member looked at in a store."""
    return f"{VIEWS_PREFIX}{store_id}"


def rating(redemption_id: str) -> str:
    """What the member thinks of what they redeemed."""
    return f"{RATING_PREFIX}{redemption_id}"


def ratings(ledger: Ledger) -> str:
    """The scores of rewards."""
    return f"L#{ledger.ledger_id}#RATINGS"


def phone(ledger: Ledger, guest_id: str) -> str:
    """Whose a verified number, or a proven address, is."""
    return f"L#{ledger.ledger_id}#PHONE#{guest_id}"


def joined(member_id: str) -> str:
    """A member who was joined into the one whose partition this lies in."""
    return f"{JOINED_PREFIX}{member_id}"


def referral_line(line_id: str) -> str:
    """A friend in the list of who brought them."""
    return f"{REFERRAL_LINE_PREFIX}{line_id}"


def referral_code(ledger: Ledger, code: str) -> str:
    return f"L#{ledger.ledger_id}#F#{code}"


def memo(name: str) -> str:
    """A small document beside a member's notes; a note's own name is a number."""
    return f"N#{name}"


def order(ledger: Ledger, store_id: str, order_id: str) -> str:
    return f"L#{ledger.ledger_id}#O#{store_id}#{order_id}"


def redemption(ledger: Ledger, code: str) -> str:
    """Redemptions are kept by their code's digest: an order brings only the code, and the code
    follows from the redemption's id."""
    digest = hashlib.sha256(code.lower().encode()).hexdigest()[:32]
    return f"L#{ledger.ledger_id}#R#{digest}"


def tally(ledger: Ledger, reward_id: str) -> str:
    return f"L#{ledger.ledger_id}#T#{reward_id}"


def budgets(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#BUDGETS"


def budget(ledger: Ledger, key: tuple[str, str]) -> tuple[str, str]:
    """Where the sum of a rule in a period stands."""
    return budgets(ledger), "#".join(key)


def vouchers(ledger: Ledger, reward_id: str) -> str:
    return f"L#{ledger.ledger_id}#V#{reward_id}"


def voucher(state: Literal["F", "G"], digest: str) -> str:
    """A voucher's line: among those that are free, or that were given."""
    return f"{state}#{digest}"


def group(ledger: Ledger, group_id: str) -> str:
    """What is kept of a group purchase as a whole, and who has a part in it."""
    return f"L#{ledger.ledger_id}#G#{group_id}"


def group_member(member_id: str) -> str:
    """A member's line in a group purchase."""
    return f"P#{member_id}"


def group_parts(ledger: Ledger, member_id: str) -> str:
    """A member's parts in group purchases. Apart from the member's own partition, for releases that
    do not know them."""
    return f"L#{ledger.ledger_id}#GROUPS#{member_id}"


def draw(ledger: Ledger, draw_id: str) -> str:
    """What is known of a draw, and its list once it is frozen."""
    return f"L#{ledger.ledger_id}#D#{draw_id}"


def tickets(ledger: Ledger, draw_id: str, member_id: str) -> str:
    """A member's tickets, among those of a few others."""
    return ticket_shards(ledger, draw_id)[int(member_id[:8], 16) % DRAW_SHARDS]


def ticket_shards(ledger: Ledger, draw_id: str) -> list[str]:
    return [f"{draw(ledger, draw_id)}#{shard}" for shard in range(DRAW_SHARDS)]


def ticket(member_id: str, ticket_id: str = "") -> str:
    """A ticket's line; without its id, what all lines of the member begin with."""
    return f"T#{member_id}#{ticket_id}"


def tasks(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#TASKS"


def receipts(ledger: Ledger, store_id: str) -> str:
    return f"L#{ledger.ledger_id}#RECEIPTS#{store_id}"


def event(ledger: Ledger, event_id: str) -> str:
    return f"L#{ledger.ledger_id}#EVENT#{event_id}"


def survey(ledger: Ledger, survey_id: str) -> str:
    return f"L#{ledger.ledger_id}#SURVEY#{survey_id}"


def claims(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#CLAIMS"


def cases(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#CASES"


def alias(ledger: Ledger, alias_id: str) -> str:
    return f"L#{ledger.ledger_id}#A#{alias_id}"


def command(ledger: Ledger, command_id: str) -> str:
    return f"L#{ledger.ledger_id}#C#{command_id}"


def program(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#PROGRAM"


def draft(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#DRAFT"


def catalogue(ledger: Ledger, store_id: str) -> str:
    return f"L#{ledger.ledger_id}#CATALOGUE#{store_id}"


def shelf(ledger: Ledger, store_id: str) -> str:
    """What a store's products and collections are called, and where they are."""
    return f"L#{ledger.ledger_id}#SHELF#{store_id}"


def shelf_product(product_id: str) -> str:
    return f"{PRODUCT_PREFIX}{product_id}"


def shelf_list(collection_id: str) -> str:
    return f"{COLLECTION_PREFIX}{collection_id}"


def member_directory(ledger: Ledger) -> str:
    return f"L#{ledger.ledger_id}#MEMBERS"


def order_directory(ledger: Ledger, store_id: str) -> str:
    return f"L#{ledger.ledger_id}#ORDERS#{store_id}"


def redemption_directory(ledger: Ledger) -> str:
    """A ledger's redemptions, by the time they were made."""
    return f"L#{ledger.ledger_id}#REDEEMED"


def redemption_line(made_at_ms: int, redemption_id: str) -> str:
    return f"{made_at_ms:013d}#{redemption_id}"


def order_line(placed_at_s: int, order_id: str) -> str:
    """An order's place in the list: by the time it was placed."""
    return f"{placed_at_s:010d}#{order_id}"


def jobs(ledger: Ledger, store_id: str) -> str:
    """A store's long work."""
    return f"L#{ledger.ledger_id}#JOBS#{store_id}"


def store(store_id: str) -> str:
    return f"STORE#{store_id}"


def due(day: str, name: str) -> str:
    """Due work of one day, in shards. `name` decides the shard."""
    shard = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % DUE_SHARDS
    return f"DUE#{day}#{shard}"


def due_shards(day: str) -> list[str]:
    return [f"DUE#{day}#{shard}" for shard in range(DUE_SHARDS)]


def yearly(day: str, name: str) -> str:
    """Days of members' own that come on one day, in shards. `name` decides the shard."""
    shard = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % YEARLY_SHARDS
    return f"{YEARLY_DAYS}#{day}#{shard}"


def yearly_shards(day: str) -> list[str]:
    return [f"{YEARLY_DAYS}#{day}#{shard}" for shard in range(YEARLY_SHARDS)]


def moved(ledger: Ledger, member_id: str) -> tuple[str, str]:
    """That a member has entries which no sum has yet, among those of a few others."""
    return moved_shards(ledger)[int(member_id[:8], 16) % MOVED_SHARDS], member_id


def moved_shards(ledger: Ledger) -> list[str]:
    return [f"L#{ledger.ledger_id}#MOVED#{shard}" for shard in range(MOVED_SHARDS)]


def numbers(ledger: Ledger) -> str:
    """Sums of all that members did, and how far they are."""
    return f"L#{ledger.ledger_id}#NUMBERS"


def summed(ledger: Ledger, edition: int) -> str:
    """Up to which entry each member is in an edition of the sums."""
    return f"L#{ledger.ledger_id}#SUMMED#{edition}"


def opening(ledger: Ledger, member_id: str) -> str:
    """What imports have brought for a member."""
    return f"L#{ledger.ledger_id}#OPENING#{member_id}"


def import_lines(ledger: Ledger, import_id: str) -> str:
    """What an import did, by the line of its file."""
    return f"L#{ledger.ledger_id}#IMPORT#{import_id}"


def import_line(line: int) -> str:
    return f"{line:07d}"
