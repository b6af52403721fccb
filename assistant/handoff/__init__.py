"""When and to whom a conversation goes: queue, routing, deadlines, opening hours. Pure."""
