"""Charts as SVG, drawn on the server without script or library; their numbers stand in a table too.
All text in them is escaped here, so that a page puts them in as they are.

Each is drawn twice, for a phone and for a desktop, and the stylesheet shows one of them: text in a
drawing that is scaled down cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from functions.admin.language import current

_TICKS = 4
_CHARACTER = 7.2  # the width of a digit of the labels, a little more than it is


@dataclass(frozen=True, slots=True)
class Series:
    """A line. `faint`: what is only there to compare with; it is dashed."""

    name: str
    values: Sequence[int]
    faint: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """A drawing's size, in its own units."""

    name: str
    width: int
    height: int
    labels: int


_FRAMES = (_Frame("narrow", 330, 210, 3), _Frame("wide", 560, 250, 6))


def lines(
    title: str,
    described: str,
    labels: Sequence[str],
    series: Sequence[Series],
    shown: Callable[[int], str],
    axis: Callable[[int], str],
) -> str:
    """Lines over days or months. `labels` name those, `shown` writes a value, `axis` writes it
    shortly beside the axis."""
    return "".join(
        _drawn(frame, title, described, labels, series, shown, axis) for frame in _FRAMES
    )


def _drawn(
    frame: _Frame,
    title: str,
    described: str,
    labels: Sequence[str],
    series: Sequence[Series],
    shown: Callable[[int], str],
    axis: Callable[[int], str],
) -> str:
    low, high, step = scale([value for one in series for value in one.values])
    ticks = range(low, high + 1, step)
    left = 10 + max(_width(axis(tick)) for tick in ticks)
    right, top, bottom = frame.width - 8.0, 10.0, frame.height - 26.0
    count = max(1, len(labels))
    wide = (right - left) / count

    def x(place: int) -> float:
        return left + wide * (place + 0.5)

    def y(value: int) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    parts: list[str] = []
    for tick in ticks:
        at = f"{y(tick):.1f}"
        line = "base" if tick == 0 else "grid"
        parts.append(f'<line class="{line}" x1="{left:.1f}" x2="{right:.1f}" y1="{at}" y2="{at}"/>')
        parts.append(
            f'<text x="{left - 6:.1f}" y="{y(tick) + 4:.1f}" text-anchor="end">{escape(axis(tick))}'
            "</text>"
        )
    for place in _spread(count, frame.labels, labels):
        width = _width(labels[place])
        at_x = min(max(x(place), left + width / 2 - 4), right - width / 2 + 4)
        parts.append(
            f'<text x="{at_x:.1f}" y="{frame.height - 8}" text-anchor="middle">'
            f"{escape(labels[place])}</text>"
        )
    for number, one in sorted(enumerate(series), key=lambda each: not each[1].faint):
        kind = "faint" if one.faint else f"s{number}"
        points = [(x(place), y(value)) for place, value in enumerate(one.values)]
        if len(points) > 1:
            path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
            parts.append(f'<polyline class="line {kind}" points="{path}"/>')
        if len(points) <= 12 and not one.faint:
            parts += [
                f'<circle class="{kind}" cx="{px:.1f}" cy="{py:.1f}" r="3"/>' for px, py in points
            ]
    for place, label in enumerate(labels):  # what the pointer rests on
        said = " · ".join(f"{one.name}: {shown(one.values[place])}" for one in series)
        parts.append(
            f'<rect class="hit" x="{left + wide * place:.1f}" y="{top}" width="{wide:.1f}"'
            f' height="{bottom - top:.1f}"><title>{escape(label)} · {escape(said)}</title></rect>'
        )
    return (
        f'<svg class="chart {frame.name}" viewBox="0 0 {frame.width} {frame.height}" role="img"'
        f' aria-label="{escape(title)}. {escape(described)}">{"".join(parts)}</svg>'
    )


def bar(value: int, most: int, kind: str = "s0") -> str:
    """A bar as wide as the value is of `most`, for a cell of a table that says the value itself."""
    width = 100 * max(0, value) / most if most > 0 else 0
    return (
        '<svg class="hbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/>'
        f'<rect class="{kind}" width="{width:.1f}" height="10"/></svg>'
    )


def shade(part: int, whole: int) -> str:
    """The class of a heat map's cell: in ten steps, the darkest for half or more."""
    if not part or not whole:
        return "h0"
    return f"h{min(9, 1 + part * 16 // whole)}"


def scale(values: Sequence[int]) -> tuple[int, int, int]:
    """Where an axis begins, where it ends and how far its ticks are apart: round numbers, with 0 in
    it."""
    low, high = min([0, *values]), max([0, *values])
    step, place = 1, 0
    while high - low > step * _TICKS:
        place += 1
        step = (1, 2, 5)[place % 3] * 10 ** (place // 3)
    bottom = low // step * step
    return bottom, max(-(-high // step) * step, bottom + step), step


def short(value: int) -> str:
    """A number in the room beside an axis: 12,000 as "12k", or as "1.2萬"."""
    size = abs(value)
    units = [(10**8, "億"), (10**4, "萬")] if current() == "zh-Hant" else _WESTERN
    for unit, name in units:
        if size >= unit:
            text = f"{value / unit:.1f}".removesuffix(".0")
            return text.replace("-", "\N{MINUS SIGN}") + name
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")


_WESTERN = [(10**9, "B"), (10**6, "M"), (10**3, "k")]


def _width(text: str) -> float:
    return sum(2 * _CHARACTER if ord(one) > 0x2E80 else _CHARACTER for one in text)


def _spread(count: int, most: int, labels: Sequence[str]) -> list[int]:
    """Which of so many labels are written: at most that many, evenly, the last among them."""
    if not labels:
        return []
    step = -(-count // most)
    return sorted(range(count - 1, -1, -step))
