# SPDX-License-Identifier: Apache-2.0
"""Verifies what was stamped with the library rfc3161-client.

  python stamp.py root.pem CHECKPOINT ANSWER.tsr

Ends with 0 when the answer of the authority is a good one over the checkpoint.
"""

import sys

from cryptography import x509
from rfc3161_client import VerifierBuilder, decode_timestamp_response

root, checkpoint, answer = sys.argv[1:]
with open(root, "rb") as file:
    certificate = x509.load_pem_x509_certificate(file.read())
with open(checkpoint, "rb") as file:
    message = file.read()
with open(answer, "rb") as file:
    response = decode_timestamp_response(file.read())
verifier = VerifierBuilder().add_root_certificate(certificate).build()
sys.exit(0 if verifier.verify_message(response, message) else 1)
