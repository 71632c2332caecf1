"""What every context stands on: settings, database, events, jobs, storage, errors, logging and paging."""
