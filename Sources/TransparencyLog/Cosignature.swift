// SPDX-License-Identifier: Apache-2.0

/// What a witness signs, and how it writes the signature (C2SP tlog-cosignature, version 1).
enum Cosignature {
    /// Eight bytes of time, then an Ed25519 signature.
    static let byteCount = 8 + 64

    /// The text that is signed, with the time in seconds since 1970.
    static func message(time: UInt64, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    static func split(_ bytes: [UInt8]) -> (time: UInt64, signature: [UInt8]) {
        (bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, [UInt8](bytes.dropFirst(8)))
    }

    static func join(time: UInt64, signature: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: time.bigEndian) { [UInt8]($0) } + signature
    }
}
