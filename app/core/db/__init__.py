"""The database: engine, sessions, and the few places where SQLite and PostgreSQL differ."""
