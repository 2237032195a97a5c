"""The thread as JSON, for the embed script and for anybody's programs."""
