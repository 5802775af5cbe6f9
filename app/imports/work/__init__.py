"""The work on an import, by whichever process has it."""
