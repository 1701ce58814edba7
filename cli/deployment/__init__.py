"""The steps of ./regulars deploy."""
