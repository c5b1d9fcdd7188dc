"""The reader in plain Python: slow, obvious, and the oracle that every test compares with."""
