"""Bringing members and balances of another program: files as tables, tables as people, and what an
opening balance does to a member. Pure."""
