"""The mock company: its sites, what is planted, and how each kind of device prints itself.

Every text is synthetic. The layouts follow those of real devices; nothing here knows how the
project reads them.
"""
