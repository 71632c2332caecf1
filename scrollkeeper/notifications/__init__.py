"""Who is notified of what: recipients, preferences, emails, and notifications in browsers."""
