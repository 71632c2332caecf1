"""How people prove who they are: passwords, authenticator apps, recovery codes, and what is asked again."""
