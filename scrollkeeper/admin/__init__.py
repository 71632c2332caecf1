"""Administration of the instance: people, teams, jobs, bans and the settings in force."""
