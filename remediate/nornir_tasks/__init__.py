"""Everything that speaks with Nornir: the inventory now, collection and changes later."""
