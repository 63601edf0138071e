"""How far the published clouds of the default model are from the true geometry of rooms that it has never seen, in metres."""
