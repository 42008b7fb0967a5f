// SPDX-License-Identifier: Apache-2.0

import SampleTown
import Signing
import Wire

/// A referral as an attacker writes it: any text as header and payload, any bytes as signature.
///
/// As it is made it is good, so that what a test changes is all that is wrong.
struct Forgery: Sendable {
    /// A member as it is written: name and value are JSON text.
    typealias Member = (name: String, value: String)

    /// The members of the header, in the order in which they are written.
    var header: [Member]
    /// The claims, in the order in which they are written.
    var claims: [Member]
    /// The whole header, where it is no list of members.
    var headerBytes: [UInt8]?
    /// The whole payload, where it is no list of members.
    var payloadBytes: [UInt8]?
    /// The whole signature, where it is not that of the key.
    var signature: [UInt8]?
    /// With which it is signed.
    var key: PrivateKey
    /// What becomes of the compact form on its way.
    var changed: @Sendable (String) -> String = { $0 }

    init(_ town: SampleTown) throws {
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        header = letter.header.sorted { $0.key < $1.key }.map { ($0.key.quoted, $0.value.text) }
        let event = JSONValue.object([JSONMember(letter.event, letter.payload)])
        let claims = letter.claims.merging(["events": event]) { $1 }
        self.claims = claims.sorted { $0.key < $1.key }.map { ($0.key.quoted, $0.value.text) }
        key = letter.key
    }

    /// Puts another value in the place of a header member, or adds it; nil takes it away.
    mutating func head(_ name: String, _ value: String?) { Self.set(name, value, in: &header) }

    /// Puts another value in the place of a claim, or adds it; nil takes it away.
    mutating func claim(_ name: String, _ value: String?) { Self.set(name, value, in: &claims) }

    /// The value of a claim, as it is written.
    func text(of name: String) -> String {
        claims.first { $0.name == name.quoted }?.value ?? "null"
    }

    private static func set(_ name: String, _ value: String?, in members: inout [Member]) {
        let place = members.firstIndex { $0.name == name.quoted } ?? members.endIndex
        members.removeAll { $0.name == name.quoted }
        if let value { members.insert((name.quoted, value), at: place) }
    }

    private static func object(_ members: [Member]) -> [UInt8] {
        Array("{\(members.map { "\($0.name):\($0.value)" }.joined(separator: ","))}".utf8)
    }

    /// The token's bytes.
    func bytes() throws -> [UInt8] {
        let parts = [
            headerBytes ?? Self.object(header), payloadBytes ?? Self.object(claims),
        ].map { Base64URL.encode($0) }
        let input = parts.joined(separator: ".")
        let signature = try signature ?? key.sign(Array(input.utf8), algorithm: .es256)
        return Array(changed("\(input).\(Base64URL.encode(signature))").utf8)
    }
}

extension String {
    /// As a JSON string, of characters that need no escape.
    var quoted: String { "\"\(self)\"" }
}
