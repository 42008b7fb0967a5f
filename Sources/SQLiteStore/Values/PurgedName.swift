// SPDX-License-Identifier: Apache-2.0

import Ledger
import Wire

/// What the list outside the store says of a message that was purged: enough to find it again in a
/// store that was restored from a backup, and nothing that tells who it was about.
struct PurgedName: Sendable, Hashable {
    /// What its entry commits to.
    let commitment: [UInt8]
    /// Who signed it.
    let issuer: String
    /// The keyed form under which it is found.
    let indexed: [UInt8]

    init(commitment: [UInt8], issuer: String, indexed: [UInt8]) {
        self.commitment = commitment
        self.issuer = issuer
        self.indexed = indexed
    }

    /// A line of the list.
    var line: [UInt8] {
        let json: JSONValue = [
            "iss": .string(issuer), "jti": .string(Base64URL.encode(indexed)),
            "message": .string(Base64URL.encode(commitment)),
        ]
        return json.canonical + [UInt8(ascii: "\n")]
    }

    /// Reads a line; nil when it is none.
    init?(line: [UInt8]) {
        guard let node = try? JSONDocument(parsing: line, limits: .kept).root,
            let issuer = node["iss"]?.string,
            let indexed = node["jti"]?.string.flatMap({ try? Base64URL.decode($0) }),
            let commitment = node["message"]?.string.flatMap({ try? Base64URL.decode($0) })
        else { return nil }
        self.init(commitment: commitment, issuer: issuer, indexed: indexed)
    }
}
