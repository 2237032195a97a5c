"""The long rounds: what must survive kill -9, a database that goes away, a full disk, damaged files, hostile clients.

`python -m soak` (or `make soak`) runs all of them, some two hours, and writes the records in `docs/experiments/`;
`python -m soak.killing` runs one, with `--rounds` and the like to make it shorter or longer. A short share of each is
an ordinary test (`tests/soak`).

Each round starts the real program, `rejoinder serve`, does to it what the round is about, and then holds what was
acknowledged to its clients against what a database client of our own finds (`books`); the hostile rounds look at the
answers and at the log. Nothing in here is part of the product. What the rounds cannot show is power loss: a killed
process leaves the operating system's cache as it was.
"""
