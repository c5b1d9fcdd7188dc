# cython: language_level=3
"""Makes the field ids visible to Python, so that a test can hold them to ``records.Field``."""
