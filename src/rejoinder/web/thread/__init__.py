"""The thread under an article: as plain HTML that needs no JavaScript, and the files of the embed script."""
