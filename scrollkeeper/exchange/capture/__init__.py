"""Works captured from the page that somebody has open in their browser."""
