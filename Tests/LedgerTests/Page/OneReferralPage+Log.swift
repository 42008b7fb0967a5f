// SPDX-License-Identifier: Apache-2.0

import Ledger
import Signing
import TransparencyLog
import Wire

extension OneReferralPage {
    /// The tree of the log and what its log signs.
    var checkpoint: String {
        """
        ## The checkpoint

        The referral is entry 2. Before it stand that of the broker's start and that of the load of
        its configuration:

        \(Show.text("entry 0", referral.entries[0].leaf))

        \(Show.text("entry 1", referral.entries[1].leaf))

        \(TreePicture(referral.entries.map(\.leafHash)).markdown)

        The log states size and root, and signs the three lines with Ed25519 (C2SP signed-note). The
        signature line holds the four bytes of the key's id, then the 64 of the signature. The last
        line ends with a line feed, as all do.

        \(Show.lines("checkpoint", referral.checkpoint.bytes))

        \(Show.bytes("signature", referral.checkpoint.signatures[0].bytes))

        The log publishes its key as:

        \(Show.lines("vkey", Array(referral.logKey.vkey.utf8)))
        """
    }

    /// The receipt as it is served, and its extra line in clear.
    var receipt: String {
        let extra = (try? LogProof(parsing: referral.receipt))?.extra ?? []
        return """
            ## The receipt

            What `GET /receipts/{jti}` answers (C2SP tlog-proof), the same bytes for sender and
            recipients: a heading, the `extra` line, the index, the path in standard base64, an empty
            line, the checkpoint. Each line of it is one line; only here the longer are broken.

            \(Show.lines("receipt", referral.receipt))

            Its `extra` line is standard base64, padded, of:

            \(Show.text("extra", extra))
            """
    }

    /// How a reader goes from the message to the log's signature.
    var byHand: String {
        """
        ## By hand

        Whoever holds the message and this receipt needs SHA-256, RFC 8785 and, for the last step,
        Ed25519:

        1. SHA-256 of the signing input; then SHA-256 of `message_salt` and that digest. It is
           `message` in the facts.
        2. SHA-256 of `facts_salt` and the canonical facts. It is `facts` in the entry.
        3. SHA-256 of a byte 0x00 and the canonical entry: the leaf hash.
        4. With the hashes of the receipt, from the bottom up, to the root of the checkpoint.
        5. The signature of the checkpoint under the log's key.

        `baton verify` does the same.
        """
    }
}
