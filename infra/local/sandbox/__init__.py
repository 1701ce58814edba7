"""The sandbox store: a small shop that speaks to Regulars as a real one does. Local only."""
