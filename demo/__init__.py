"""A believable lab to look at: three people, two teams, a dozen papers that this package typesets itself."""
