"""Who is subject to the social statute, when, in which category, with whom jointly liable."""
