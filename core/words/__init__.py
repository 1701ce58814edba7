"""What shoppers read, by language: the same keys, the same figures (a test holds them together)."""
