"""What the fund knows of the world: identifiers, quarters, legal values, courts, and how an amount explains itself."""
