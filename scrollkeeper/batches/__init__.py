"""The same done to many papers as one job: looked at before, done step by step, undone as one."""
