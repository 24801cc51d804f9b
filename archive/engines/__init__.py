"""The real parts behind the seams of ``archive.ports``. Only ``archive.wiring`` imports from here."""
