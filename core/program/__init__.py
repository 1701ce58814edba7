"""The program: a merchant's rules as data."""
