"""Our search language: its tree, its words, its fields. Knows no engine, no database and no model."""
