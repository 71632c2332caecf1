"""What is going on: the feed of a team, notifications and letters to its members, and webhooks to other systems."""
