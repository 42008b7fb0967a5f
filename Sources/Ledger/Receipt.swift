// SPDX-License-Identifier: Apache-2.0

import Signing
package import TransparencyLog
import Wire

/// The broker's signed promise that a message is in the log (C2SP tlog-proof@v1).
///
/// Its `extra` line is base64 of canonical
/// `{"entry":{…},"facts":{…},"facts_salt":"…","message_salt":"…"}`: whoever holds the message can
/// compute commitment, facts, entry, leaf and root with nothing but SHA-256 and RFC 8785. The
/// bytes are the same for every party.
package enum Receipt {
    /// Makes the receipt of an entry.
    ///
    /// - Parameter messageSalt: nil when the message was purged; the receipt goes on without it.
    /// - Parameter proof: inclusion of the entry in the checkpoint's tree.
    /// - Parameter checkpoint: the signed checkpoint, verbatim.
    package static func bytes(
        of entry: LedgerEntry, messageSalt: [UInt8]?, proof: InclusionProof, checkpoint: SignedNote
    ) -> [UInt8] {
        LogProof(
            extra: extra(entry, messageSalt), index: proof.index, hashes: proof.hashes,
            checkpoint: checkpoint
        ).bytes
    }

    private static func extra(_ entry: LedgerEntry, _ messageSalt: [UInt8]?) -> [UInt8] {
        JSONValue.object(leavingOutNil: [
            "entry": entry.leafJSON, "facts": entry.factsJSON,
            "facts_salt": .string(Base64URL.encode(entry.salts.facts.bytes)),
            "message_salt": messageSalt.map { .string(Base64URL.encode($0)) },
        ]).canonical
    }
}
