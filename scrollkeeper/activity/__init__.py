"""What is going on: the feed of a team, notifications and emails to its members, and webhooks to other systems."""
