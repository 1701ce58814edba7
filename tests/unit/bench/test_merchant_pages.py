"""The merchant's pages do not slow down with the number of members."""

from __future__ import annotations

from bench import merchant

# Lists that look further while there are more to look at, up to a bound.
LOOKING = {"newest orders", "tier"}


def test_a_page_about_members_reads_as_much_with_100_members_as_with_20_000() -> None:
    costs = merchant.measure((100, 2_500, 20_000))
    for name, by_size in costs.items():
        assert by_size[20_000] == by_size[2_500], name
        if name not in LOOKING:
            assert by_size[20_000] == by_size[100], name
            assert by_size[20_000][0] <= 30, name
    assert costs["newest orders"][20_000][0] <= 250
    units, calls = costs["tier"][20_000]
    assert units <= 1_100, "2,000 members at half a unit, and their lines"
    assert calls <= 45
