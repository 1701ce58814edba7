"""What Regulars runs on: the template's resources, the packages, and the stack of one machine."""
