// SPDX-License-Identifier: Apache-2.0

/// An object identifier of ASN.1, by which X.509 calls algorithms, extensions and usages.
package struct ASN1Name: Sendable, Hashable {
    /// The arcs as DER writes them, without tag and length.
    let encoded: [UInt8]

    init(encoded: some Sequence<UInt8>) { self.encoded = Array(encoded) }

    /// Reads arcs with dots between them, at least two, or nil when they are none.
    package init?(_ dotted: some StringProtocol) {
        let parts = dotted.split(separator: ".", omittingEmptySubsequences: false)
        let arcs = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(part) : nil
        }
        guard arcs.count == parts.count, arcs.count >= 2, arcs[0] <= 2,
            arcs[1] < (arcs[0] < 2 ? 40 : 1 << 30)
        else { return nil }
        self.init(arcs)
    }

    private init(_ arcs: [UInt32]) {
        encoded = ([arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2)).flatMap(Self.base128)
    }

    /// A name that is written in this program.
    static func known(_ arcs: UInt32...) -> ASN1Name { ASN1Name(arcs) }

    private static func base128(_ arc: UInt32) -> [UInt8] {
        var digits = [UInt8(arc & 0x7F)]
        var rest = arc >> 7
        while rest > 0 {
            digits.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return digits
    }
}

extension ASN1Name: CustomStringConvertible {
    /// The arcs with dots between them.
    package var description: String {
        var arcs: [UInt64] = []
        var arc: UInt64 = 0
        for byte in encoded {
            arc = arc &<< 7 | UInt64(byte & 0x7F)
            guard byte < 0x80 else { continue }
            arcs += arcs.isEmpty ? [min(arc / 40, 2), arc - min(arc / 40, 2) * 40] : [arc]
            arc = 0
        }
        return arcs.map(String.init).joined(separator: ".")
    }
}
