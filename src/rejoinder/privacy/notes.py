"""What the data page says of files that are no columns of the database."""

__all__ = ["RATES_NOTE", "SNAPSHOT_NOTE"]

SNAPSHOT_NOTE = (
    "The filter's weights are a file of numbers under hashed names. They are made from the labels above and nothing "
    "else, and are made anew without a label that was undone, erased or has expired."
)

RATES_NOTE = (
    "So that nobody can send comments, votes or reports without end, a file counts how many came from an address in "
    "the last hour (of comments also in the last ten minutes), and how many votes from a browser. It holds neither "
    "addresses nor keys but fingerprints of them under a secret key, and an hour later it forgets them with the next "
    "count."
)
