"""What to watch: feeds, sitemaps, folders. Each kind turns what it is given into links or articles; none fetches."""
