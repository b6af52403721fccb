"""Start and run the processes of an installation: the API, its workers and the rounds apart."""
