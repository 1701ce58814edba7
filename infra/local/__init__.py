"""All of Regulars on one machine: the emulator, the deployed template, the front, the sandbox."""
