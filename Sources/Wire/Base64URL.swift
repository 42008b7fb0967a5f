// SPDX-License-Identifier: Apache-2.0

/// The base64 of JOSE: RFC 4648 section 5 without padding (RFC 7515 section 2).
package enum Base64URL {
    /// The text of some bytes.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.lending(Base64Alphabet.url.encode)
    }

    /// The text of an array's bytes; generic code would not be specialised for other rooms.
    package static func encode(_ bytes: [UInt8]) -> String {
        bytes.lending(Base64Alphabet.url.encode)
    }

    /// The bytes of a text, which must be the one text that those bytes have.
    package static func decode(_ text: some Collection<UInt8>) throws(Base64Error) -> [UInt8] {
        try text.lending { (bytes) throws(Base64Error) in
            try Base64Alphabet.url.decode(bytes)
        }
    }

    /// The bytes of a text that is part of an array; generic code would not be specialised for other
    /// rooms.
    package static func decode(_ text: ArraySlice<UInt8>) throws(Base64Error) -> [UInt8] {
        try text.lending { (bytes) throws(Base64Error) in
            try Base64Alphabet.url.decode(bytes)
        }
    }

    /// The bytes of a text at hand as a string.
    package static func decode(_ text: String) throws(Base64Error) -> [UInt8] {
        try decode(text.utf8)
    }
}

extension Sequence<UInt8> {
    /// Lends the bytes as one run of memory, copied only when they are not one.
    func lending<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let lent = withContiguousStorageIfAvailable { bytes in
            Swift.Result { () throws(Failure) in try body(bytes) }
        }
        if let lent { return try lent.get() }
        return try Array(self).withUnsafeBufferPointer(body)
    }
}
