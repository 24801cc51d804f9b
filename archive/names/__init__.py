"""People's names across scripts, endings and habits of spelling. Knows no database, no search engine, no web."""
