"""Viewflow's own engine as a peer: a Django project of its own with one flow, start → a person's task → end."""
