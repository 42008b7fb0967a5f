# SPDX-License-Identifier: Apache-2.0
"""What schemathesis cannot know of itself: how a token of RFC 8417 goes over the wire."""

import schemathesis


@schemathesis.serializer("application/secevent+jwt")
def token(_context, value):
    """The token is the body, byte for byte; whatever else was made up is sent as its text."""
    return value if isinstance(value, bytes) else str(value).encode()
