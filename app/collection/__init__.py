"""Calling a quarter: assessed, booked, noticed and followed, for every affiliate."""
