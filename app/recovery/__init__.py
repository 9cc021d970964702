"""Following what is not paid: the ladder's steps, personal contacts, judicial files and their mandates."""
