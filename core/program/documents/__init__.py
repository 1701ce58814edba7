"""The parts of a program document. pydantic stays in here and in core/program/schema.py."""
