"""Events of a team sent to other systems, signed and tried again."""
