// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Signing

/// What the configuration names and what ends by itself.
extension ConfigurationReader {
    /// Notes a file of certificates by the first of them that ends.
    mutating func note(_ kind: Ending.Kind, _ node: SourceNode, _ certificates: [Certificate]) {
        guard let first = certificates.min(by: { $0.notAfter < $1.notAfter }) else { return }
        note(kind, node, first.notBefore, first.notAfter + 1)
    }

    /// Notes a file of revocation lists by the first of them that ends; one that names no next list
    /// does not end.
    mutating func note(_ kind: Ending.Kind, _ node: SourceNode, _ lists: [RevocationList]) {
        let ending = lists.filter { $0.nextUpdate != nil }
        guard let first = ending.min(by: { ($0.nextUpdate ?? 0) < ($1.nextUpdate ?? 0) }),
            let next = first.nextUpdate
        else { return }
        note(kind, node, first.thisUpdate, next)
    }

    private mutating func note(
        _ kind: Ending.Kind, _ node: SourceNode, _ from: Int64, _ until: Int64
    ) {
        guard let file = try? node.text() else { return }
        let ending = Ending(
            kind, file: file, from: Instant(seconds: from), until: Instant(seconds: until))
        // Several authorities may share a file.
        if !endings.contains(ending) { endings.append(ending) }
    }
}
