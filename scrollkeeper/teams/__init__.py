"""Teams, their members and roles, and the Scope that every other context takes."""
