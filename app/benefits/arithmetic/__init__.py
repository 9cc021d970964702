"""What a right amounts to: pure functions of inputs and legal values, each with its trace.

The day of the right picks the legal values, so that an old right is calculated by the law of its time.
"""
