"""One polite, safe HTTP client: the only package that imports httpx."""
