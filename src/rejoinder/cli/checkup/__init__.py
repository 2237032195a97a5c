"""What can be wrong with an installation, and how it is looked at: for `rejoinder doctor` and the end of `setup`."""
