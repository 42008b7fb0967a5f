// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// How a request begins, for whoever has to tell a method that is not known here from what is no HTTP: NIO's
/// parser says the same of both.
struct RequestStart {
    /// In place and of one size, since it is written for every request; zeros after the end.
    private var start = SIMD32<UInt8>()
    private var count = 0

    /// Takes what comes next of the request.
    mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        for byte in bytes.prefix(start.scalarCount - count) {
            start[count] = byte
            count += 1
        }
    }

    /// Whether it begins with a word that could be a method (RFC 9110 section 9.1), and none that the parser
    /// knows; then it is that word that the parser did not know.
    var isUnknownMethod: Bool {
        let word = start.indices.lazy.map { self.start[$0] }.prefix { $0 != UInt8(ascii: " ") }
        let method = String(decoding: word, as: UTF8.self)
        guard word.count < start.scalarCount, !method.isEmpty,
            method.utf8.allSatisfy(\.isTokenCharacter)
        else { return false }
        guard case .RAW = HTTPMethod(rawValue: method) else { return false }
        return true
    }
}

extension UInt8 {
    /// RFC 9110 section 5.6.2.
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
