"""The measured claims: the API beside the smallest program that answers the same. `make bench` prints the table."""
