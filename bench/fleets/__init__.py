"""Seeded fleets with planted faults whose place and cause are known. Synthetic.

A fleet is devices, tunnels between them and a table of truth; nothing of the project's readers or rules
is used to make one, so that an answer about it proves more than that the project agrees with itself.
"""
