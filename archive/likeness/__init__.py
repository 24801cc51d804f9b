"""Pictures that look alike: codes, the index of codes, and the closer look. Numbers only: no formats, no database."""
