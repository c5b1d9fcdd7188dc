"""Frozen types that walk through the engine and over its border."""
