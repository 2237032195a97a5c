"""Archives: many files of messages, judged by one machine or by those of a Ray cluster, with the same verdicts.

`shards` finds the files and says where their answers go, `rows` reads one, `scoring` judges one, `spread` has all of
them judged, and `manifest` sees to it that one folder holds the answers of one filter. Nothing is learned here: the
fold of the ledger is one ordered pass, which no number of machines would shorten.
"""
