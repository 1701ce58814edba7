"""What is doubtful about each part of a program."""
