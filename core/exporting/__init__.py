"""Everything a ledger holds, in forms that need no program of ours to be read. Pure; what the
columns mean: docs/exporting.md."""
