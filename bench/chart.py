"""Bars against their budgets, as SVG; drawn with nothing but text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LEFT, _ROW, _TOP = 760, 330, 34, 16
_SCALE = 230  # pixels for a ratio of 1
_GOOD, _BAD, _MARK, _TEXT = "#2f7d5b", "#b3402f", "#444444", "#222222"


@dataclass(frozen=True)
class Bar:
    """A ratio and what it may be at most, or must be `at_least`."""

    label: str
    ratio: float
    budget: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        return self.ratio >= self.budget if self.at_least else self.ratio <= self.budget


def svg(bars: Sequence[Bar]) -> str:
    """The picture. Text is dark on white, so that it can be read on pages of either kind."""
    height = _TOP * 2 + _ROW * len(bars)
    told = "; ".join(f"{one.label} {one.ratio:.2f}" for one in bars)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(told)}" font-family="sans-serif" font-size="13" fill="{_TEXT}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, bar in enumerate(bars):
        drawn += _bar(bar, _TOP + number * _ROW)
    return "\n".join([*drawn, "</svg>", ""])


def _bar(bar: Bar, y: int) -> list[str]:
    width = round(min(bar.ratio, 1.5) * _SCALE)
    mark = _LEFT + round(bar.budget * _SCALE)
    rule = "at least" if bar.at_least else "at most"
    beside = max(_LEFT + width, mark) + 8
    return [
        f'<text x="{_LEFT - 10}" y="{y + 19}" text-anchor="end">{escape(bar.label)}</text>',
        f'<rect x="{_LEFT}" y="{y + 5}" width="{width}" height="20" '
        f'fill="{_GOOD if bar.kept else _BAD}"/>',
        f'<line x1="{mark}" x2="{mark}" y1="{y + 1}" y2="{y + 29}" stroke="{_MARK}" '
        'stroke-width="2"/>',
        f'<text x="{beside}" y="{y + 19}">{bar.ratio:.2f} ({rule} {bar.budget})</text>',
    ]
