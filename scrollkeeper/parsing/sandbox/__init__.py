"""The parser behind its locks: questions that a child process answers, and the check of the locks."""
