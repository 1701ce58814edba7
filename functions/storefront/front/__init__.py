"""Pages about the program that anybody can open: how it works, and how to join by a channel.
Imported when one is asked for."""
