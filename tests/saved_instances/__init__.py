"""States as earlier releases wrote them; files are only ever added."""
