// SPDX-License-Identifier: Apache-2.0

/// A hash function of SHA-2 (FIPS 180-4): the only ones that timestamps may stand on here.
package enum ImprintAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// SHA-256, with which Baton itself asks.
    case sha256
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    /// How many bytes its digest has.
    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// Its object identifier as DER has it, without tag and length (NIST CSOR 2.16.840.1.101.3.4.2).
    var arcs: [UInt8] {
        let last: UInt8 =
            switch self {
            case .sha256: 1
            case .sha384: 2
            case .sha512: 3
            }
        return [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last]
    }

    /// The function that such an object identifier names.
    init?(arcs: some Collection<UInt8>) {
        guard let found = Self.allCases.first(where: { $0.arcs.elementsEqual(arcs) }) else {
            return nil
        }
        self = found
    }
}
