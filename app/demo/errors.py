"""What the demo fund's making may raise."""


class DemoFailed(Exception):
    """The demo fund could not be made; the text says what was refused."""
