"""What of an order counts: its lines less what was given back, and shipping where it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.catalogue import Sets
from core.program.earning import Earning
from core.program.model import Program
from core.snapshot import Line, OrderSnapshot, Refund


@dataclass(frozen=True, slots=True)
class Share:
    """One line's part of the basis: `minor` that counts, and the `pieces` that stay bought. `sets`:
    what its product belonged to."""

    line: Line
    minor: int
    pieces: int
    sets: Sets


@dataclass(frozen=True, slots=True)
class Basis:
    """Money that counts, in the order's minor units.

    `goods_minor`: eligible merchandise before refunds, `refunded_minor`: what of it was given
    back. `shares`: what counts of each eligible line, `shipping_minor` of shipping. `listed_minor`:
    what would count without refunds. `refunds`: what each refund whose lines are known took; by
    line as well where the program looks at lines (see `_remembered`). `estimated`: a refund without
    known lines may be about what does not count, so its lines are worth asking for.
    `excluded_minor`: merchandise that is left out for what it belongs to.
    """

    goods_minor: int
    refunded_minor: int
    shares: tuple[Share, ...]
    shipping_minor: int
    listed_minor: int
    refunds: Mapping[str, int]
    estimated: bool
    excluded_minor: int

    @property
    def net_minor(self) -> int:
        return sum(share.minor for share in self.shares) + self.shipping_minor


def basis_of(
    snapshot: OrderSnapshot,
    program: Program,
    known: Mapping[str, int],
    sets: Mapping[str, Sets],
) -> Basis:
    """The basis of an order under `program`. `known` holds refunds whose lines were learned
    earlier, since a later delivery does not repeat them; `sets`, by the ids of lines, what their
    products belonged to."""
    earning = program.earning
    open_to_all = [
        line
        for line in snapshot.lines
        if not (line.gift_card and earning.exclude_gift_cards)
        and line.product_id not in earning.excluded_products
    ]
    lines = [
        line
        for line in open_to_all
        if not sets.get(line.line_id, frozenset()) & earning.excluded_sets
    ]
    goods = sum(line.net_minor for line in lines)
    named = {line.line_id for line in lines}
    memory: dict[str, int] = {}
    refunded = back_of_extras = 0
    vague = False
    for refund in snapshot.refunds:
        learned = _learned(refund, named, known, program)
        if learned is None:
            refunded += refund.net_minor
            vague = True
        else:
            refunded += learned[refund.refund_id]
            memory |= learned
        if refund.lines is not None:
            back_of_extras += refund.net_minor - sum(line.net_minor for line in refund.lines)
    mixed = snapshot.extras_minor != 0 or len(lines) != len(snapshot.lines)
    left = _left(lines, memory, max(0, goods - refunded))
    shipping = max(0, snapshot.shipping_minor - max(0, back_of_extras))
    return Basis(
        goods_minor=goods,
        refunded_minor=refunded,
        shares=tuple(_share(*one, earning, sets.get(one[0].line_id, frozenset())) for one in left),
        shipping_minor=shipping if earning.with_shipping else 0,
        listed_minor=sum(_counting(line, earning) for line in lines)
        + (snapshot.shipping_minor if earning.with_shipping else 0),
        refunds=memory,
        # Of one line as well it matters how many of its pieces came back.
        estimated=vague
        and (mixed or (program.by_line and sum(line.quantity for line in lines) > 1)),
        excluded_minor=sum(line.net_minor for line in open_to_all) - goods,
    )


def _learned(
    refund: Refund, eligible: set[str], known: Mapping[str, int], program: Program
) -> dict[str, int] | None:
    """What a refund took of the basis: "7": in all; with `by_line` also "7/3": of line 3, and
    "7*3": pieces of line 3, also of one that does not count where pieces are owned. None while
    nobody said which lines it is about."""
    if refund.lines is None:
        own = (refund.refund_id, f"{refund.refund_id}/", f"{refund.refund_id}*")
        found = {name: count for name, count in known.items() if name == own[0]}
        if not found:
            return None
        return found | {name: n for name, n in known.items() if name.startswith(own[1:])}
    counted = [line for line in refund.lines if line.line_id in eligible or not line.line_id]
    learned = {refund.refund_id: sum(line.net_minor for line in counted)}
    if program.by_line:
        for line in counted:
            for mark, figure in (("/", line.net_minor), ("*", line.quantity)):
                if line.line_id and figure:
                    name = f"{refund.refund_id}{mark}{line.line_id}"
                    learned[name] = learned.get(name, 0) + figure
    if program.earning.owned:
        for line in refund.lines:
            if line.quantity and line.line_id and line.line_id not in eligible:
                name = f"{refund.refund_id}*{line.line_id}"
                learned[name] = learned.get(name, 0) + line.quantity
    return learned


def _left(
    lines: Sequence[Line], memory: Mapping[str, int], total_minor: int
) -> Iterable[tuple[Line, int, int]]:
    """What is left of each line's money, and its pieces. What was given back of no particular line
    is taken off all of them by their shares, so that together `total_minor` is left."""
    money = [max(0, line.net_minor - _taken(memory, "/", line)) for line in lines]
    together = sum(money)
    run = before = 0
    for line, own in zip(lines, money, strict=True):
        run += own
        upto = run * total_minor // together if together else 0
        yield line, upto - before, pieces_left(line, memory)
        before = upto


def pieces_left(line: Line, memory: Mapping[str, int]) -> int:
    """The pieces of a line that stay bought, by what refunds are known to have taken."""
    return max(0, line.quantity - _taken(memory, "*", line))


def _taken(memory: Mapping[str, int], mark: str, line: Line) -> int:
    return sum(n for name, n in memory.items() if name.endswith(f"{mark}{line.line_id}"))


def _share(line: Line, left_minor: int, pieces: int, earning: Earning, sets: Sets) -> Share:
    """What counts of what is left of a line: as much of it as of its whole price."""
    counting = _counting(line, earning)
    if counting == line.net_minor:
        return Share(line, left_minor, pieces, sets)
    if line.net_minor > 0:
        return Share(line, counting * left_minor // line.net_minor, pieces, sets)
    return Share(line, counting * pieces // line.quantity if line.quantity else 0, pieces, sets)


def _counting(line: Line, earning: Earning) -> int:
    """What counts of a line of which nothing was given back."""
    minor = line.net_minor
    if earning.before_discounts and line.list_minor is not None:
        minor = line.list_minor
    if earning.with_tax and line.net_minor > 0:
        minor += line.tax_minor * minor // line.net_minor
    return minor
