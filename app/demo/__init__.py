"""The demo fund: invented people live a year through the real code, so that a new user has something to look at."""
