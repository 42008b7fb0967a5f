// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A base64 text` {
    /// RFC 4648 section 10.
    private static let examples = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: examples)
    func `encodes and decodes as the RFC shows`(_ plain: String, _ text: String) throws {
        #expect(Base64.encode(plain.utf8) == text)
        #expect(try Base64.decode(text) == Array(plain.utf8))
        let unpadded = text.filter { $0 != "=" }
        #expect(Base64URL.encode(plain.utf8) == unpadded)
        #expect(try Base64URL.decode(unpadded) == Array(plain.utf8))
    }

    @Test func `leads back to every byte, from any collection`() throws {
        for count in 0...257 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
            #expect(try Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
            let lazily = Base64URL.encode(bytes.lazy.map { $0 }).utf8.lazy.map { $0 }
            #expect(try Base64URL.decode(lazily) == bytes)
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
    }

    @Test(arguments: [
        ("Zg==", Base64Error.notInAlphabet(0x3D, offset: 2)),
        ("Z", .impossibleLength(1)), ("Zm9vY", .impossibleLength(5)),
        ("Zh", .trailingBits(offset: 1)), ("Zm9", .trailingBits(offset: 2)),
        ("Zm 9", .notInAlphabet(0x20, offset: 2)), ("Zm9v\n", .impossibleLength(5)),
        ("+/8", .notInAlphabet(0x2B, offset: 0)), ("Zm9.", .notInAlphabet(0x2E, offset: 3)),
        ("Zm\u{E9}", .notInAlphabet(0xC3, offset: 2)),
    ])
    func `for URLs is refused when it is not the one form`(_ text: String, _ error: Base64Error) {
        #expect(throws: error) { try Base64URL.decode(text) }
    }

    @Test(arguments: [
        ("Zg", Base64Error.impossibleLength(2)), ("Zg=", .impossibleLength(3)),
        ("Zh==", .trailingBits(offset: 1)), ("Zm9=", .trailingBits(offset: 2)),
        ("Z===", .notInAlphabet(0x3D, offset: 1)), ("====", .notInAlphabet(0x3D, offset: 0)),
        ("Zg==Zg==", .notInAlphabet(0x3D, offset: 2)), ("-_8=", .notInAlphabet(0x2D, offset: 0)),
        ("Zm9v    ", .notInAlphabet(0x20, offset: 4)),
    ])
    func `with padding is refused when it is not the one form`(_ text: String, _ error: Base64Error)
    {
        #expect(throws: error) { try Base64.decode(text) }
    }

    @Test func `says what to do`() {
        #expect(
            "\(Base64Error.trailingBits(offset: 1))"
                == "The character at byte 1 has unused bits that are not zero; encode again.")
    }
}

@Suite struct `Hexadecimal` {
    @Test func `is two digits a byte in lower case`() {
        #expect(Hex.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
        #expect(Hex.encode([]) == "")
    }
}
