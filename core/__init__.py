"""Decisions and the ledger: knows no web framework, no store platform, no vendor."""
