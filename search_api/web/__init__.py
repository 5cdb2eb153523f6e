"""The web application: the API for programs and the same as pages for people."""
