// SPDX-License-Identifier: Apache-2.0

package import Signing
import Wire

/// The DER that tests write certificates with.
package enum DraftDER {
    /// One element.
    package static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length = [UInt8(content.count & 0xFF)]
        if content.count >= 0x100 { length.insert(UInt8(content.count >> 8 & 0xFF), at: 0) }
        if content.count >= 0x10000 { length.insert(UInt8(content.count >> 16), at: 0) }
        if content.count >= 0x80 { length.insert(0x80 | UInt8(length.count), at: 0) }
        return [tag] + length + content
    }

    /// A SEQUENCE.
    package static func sequence(_ content: [UInt8]) -> [UInt8] { tagged(0x30, content) }

    /// An OBJECT IDENTIFIER from its arcs with dots between them.
    package static func identifier(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { Int($0) }
        let numbers = [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2)
        return tagged(
            0x06,
            numbers.flatMap { number in
                var digits = [UInt8(number & 0x7F)]
                var rest = number >> 7
                while rest > 0 {
                    digits.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                    rest >>= 7
                }
                return digits
            })
    }

    /// A Name with one common name, or with nothing.
    package static func name(_ common: String) -> [UInt8] {
        guard !common.isEmpty else { return sequence([]) }
        let attribute = sequence(identifier("2.5.4.3") + tagged(0x0C, Array(common.utf8)))
        return sequence(tagged(0x31, attribute))
    }

    /// A time in the form that its year asks for, or in the general one.
    package static func time(_ seconds: Int64, isGeneral: Bool = false) -> [UInt8] {
        var days = Int(seconds / 86_400)
        let clock = Int(seconds % 86_400)
        var year = 1970
        func length(_ year: Int) -> Int {
            year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
        }
        while days >= length(year) {
            days -= length(year)
            year += 1
        }
        let months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while days >= months[month] {
            days -= months[month]
            month += 1
        }
        let parts = [month + 1, days + 1, clock / 3600, clock / 60 % 60, clock % 60]
        let digits = parts.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined()
        let short = year < 2050 && !isGeneral
        let years = short ? "\(year)".suffix(2) : "\(year)"[...]
        return tagged(short ? 0x17 : 0x18, Array("\(years)\(digits)Z".utf8))
    }

    /// An extension.
    package static func `extension`(_ one: CertificateDraft.Extension) -> [UInt8] {
        sequence(
            identifier(one.name) + (one.isCritical ? tagged(0x01, [0xFF]) : [])
                + tagged(0x04, one.value))
    }

    /// What is signed, with algorithm and signature.
    package static func signed(
        _ fields: [UInt8], algorithm: [UInt8], by key: PrivateKey
    ) -> [UInt8] {
        let signature = (try? key.sign(fields, algorithm: .es256)) ?? []
        let halves = [signature.prefix(32), signature.suffix(32)].map { half in
            let digits = Array(half.drop { $0 == 0 })
            return tagged(0x02, (digits.first ?? 0x80) >= 0x80 ? [0] + digits : digits)
        }
        return sequence(
            fields + algorithm + tagged(0x03, [0] + sequence(halves[0] + halves[1])))
    }

    /// The AlgorithmIdentifier of ECDSA with SHA-256.
    package static let ecdsaWithSHA256 = sequence(identifier("1.2.840.10045.4.3.2"))

    /// The SubjectPublicKeyInfo of a key on P-256.
    package static func publicKey(of key: PrivateKey) -> [UInt8] {
        sequence(
            sequence(identifier("1.2.840.10045.2.1") + identifier("1.2.840.10045.3.1.7"))
                + tagged(0x03, [0x00] + point(of: key)))
    }

    /// The SubjectPublicKeyInfo of an RSA key.
    package static func rsaKey(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let numbers = [modulus, exponent].flatMap { number in
            tagged(0x02, (number.first ?? 0x80) >= 0x80 ? [0] + number : number)
        }
        return sequence(
            sequence(identifier("1.2.840.113549.1.1.1") + [0x05, 0x00])
                + tagged(0x03, [0x00] + sequence(numbers)))
    }

    /// The point of a key on P-256, uncompressed.
    static func point(of key: PrivateKey) -> [UInt8] {
        let members = key.publicKey.jwk.members ?? []
        let numbers = ["x", "y"].map { name in
            members.first { $0.name == name }?.value.string.flatMap { try? Base64URL.decode($0) }
                ?? []
        }
        return [0x04] + numbers[0] + numbers[1]
    }
}
