"""Figures that a merchant looks at, as pure functions of members' entries (docs/numbers.md)."""
