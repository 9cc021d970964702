"""The process owner's studio: drafts of processes, looked at by a colleague, published as versions."""
