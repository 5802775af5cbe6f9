"""Exports: whole collections as files."""
