"""Title, authors, abstract and where a paper was published, from its first pages."""
