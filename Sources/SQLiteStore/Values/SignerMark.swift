// SPDX-License-Identifier: Apache-2.0

import Ledger
import Signing

/// By which key a message was signed that came under a certificate, as its row has it: four bytes of a
/// digest of the `kid`, so that the next message under it is found by an index.
///
/// Two keys of one agency may have the same mark; who looks by it looks at the facts too.
enum SignerMark {
    static func of(_ facts: MessageFacts) -> Int64? {
        facts.path.isEmpty ? nil : of(kid: facts.kid)
    }

    static func of(kid: String) -> Int64 {
        let digest = SHA256.digest(of: Array(kid.utf8)).bytes
        return digest.prefix(4).reduce(0) { $0 << 8 | Int64($1) }
    }
}
