"""Tags that a team puts on its papers, and the automatic ones that papers bring with their keywords."""
