"""What the pages of numbers show: tiles with a figure each, and panels with a chart or a table."""
