"""The journal, in which jobs outlive a program."""
