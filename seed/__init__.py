"""The facts of the five plans, and the loader that puts them through the API's own schemas and services."""
