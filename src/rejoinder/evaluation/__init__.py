"""How good the filter is: labelled messages replayed in order, and the figures of the TREC spam track."""
