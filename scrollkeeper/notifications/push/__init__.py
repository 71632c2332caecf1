"""Web Push: browsers that show their person's news while no window is open."""
