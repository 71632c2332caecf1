"""What people say to each other over a paper: annotations on its pages, and threads of comments."""
