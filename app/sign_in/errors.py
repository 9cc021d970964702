"""What refuses a sign-in."""


class SignInError(Exception):
    """A sign-in, or a change of how somebody signs in, is refused."""


class TooManyCodes(SignInError):
    """Too many wrong codes of one person: none is read for a while."""


class NoDirectory(SignInError):
    """This site has no directory to sign in with."""


class TokenRefused(SignInError):
    """The directory's token cannot be trusted: signature, issuer, audience, time, nonce or level is wrong."""


class SubjectTaken(SignInError):
    """The subject of the directory belongs to another person of the fund."""
