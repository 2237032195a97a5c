"""The steps of `rejoinder setup`: questions, settings, the look from outside, and what is told in the end."""
