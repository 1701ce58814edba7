"""The operator's command line, ./regulars."""
