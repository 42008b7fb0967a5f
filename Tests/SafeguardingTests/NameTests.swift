// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `An event type` {
    typealias Flaw = IdentifierError.Flaw

    @Test(arguments: [
        ("referral.made", 1), ("strategy-discussion.held", 2), ("section47.concluded", 999),
    ])
    func `is its name and major version`(name: String, major: Int) throws {
        let uri = "https://w3id.org/baton/event/\(name)/v\(major)"
        let type = try EventType(uri: uri)
        #expect(type.name == name)
        #expect(type.major == major)
        #expect(type == EventType(name: name, major: major))
        #expect(type.uri == uri)
        #expect(type.hashValue == EventType(name: name, major: major).hashValue)
        #expect(
            Namespace.schema(name, major: major)
                == "https://w3id.org/baton/schema/\(name)/v\(major)")
    }

    static let wrong: [(String, Flaw)] = [
        ("", .empty),
        ("referral.made", .outsideNamespace),
        ("https://w3id.org/baton/schema/referral.made/v1", .outsideNamespace),
        ("https://w3id.org/baton/event/referral.made", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/1", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/v", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/v0", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/v01", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/v1000", .notAVersion),
        ("https://w3id.org/baton/event/referral.made/v1/", .notAVersion),
        ("https://w3id.org/baton/event//v1", .empty),
        ("https://w3id.org/baton/event/Referral.made/v1", .notAName),
        ("https://w3id.org/baton/event/referral..made/v1", .notAName),
        ("https://w3id.org/baton/event/referral.made-/v1", .notAName),
        ("https://w3id.org/baton/event/1.made/v1", .notAName),
        ("https://w3id.org/baton/event/a/b/v1", .notAName),
    ]

    @Test(arguments: wrong)
    func `is refused with the reason`(uri: String, flaw: Flaw) {
        #expect(throws: IdentifierError(.eventType, uri, flaw)) { try EventType(uri: uri) }
    }

    @Test func `has a name of 64 bytes and not one more`() throws {
        let longest = String(repeating: "a", count: 64)
        #expect(try EventType(named: longest).uri == Namespace.event(longest, major: 1))
        let error = IdentifierError(.eventType, longest + "a", .tooLong(bytes: 65, atMost: 64))
        #expect(throws: error) { try EventType(named: longest + "a") }
    }

    @Test func `made by the program itself must be well formed`() async {
        await #expect(processExitsWith: .failure) {
            _ = EventType(name: "Referral", major: 1)
        }
    }
}

@Suite struct `A jti` {
    @Test(arguments: [
        "0123456789abcdef", "A-Z.a_z~0123456789", String(repeating: "x", count: 128),
    ])
    func `has 16 to 128 unreserved characters`(text: String) throws {
        #expect(try TokenID(text).text == text)
    }

    @Test(
        arguments: [
            ("", .empty),
            ("0123456789abcde", .tooShort(bytes: 15, atLeast: 16)),
            (String(repeating: "x", count: 129), .tooLong(bytes: 129, atMost: 128)),
            ("0123456789abcde/", .forbiddenByte(0x2F, offset: 15)),
            ("0123456789abcdé", .forbiddenByte(0xC3, offset: 14)),
            ("a b", .forbiddenByte(0x20, offset: 1)),
        ] as [(String, IdentifierError.Flaw)])
    func `is refused with the reason`(text: String, flaw: IdentifierError.Flaw) {
        #expect(throws: IdentifierError(.token, text, flaw)) { try TokenID(text) }
    }

    @Test func `names a message together with its issuer`() throws {
        let police = try AgencyID("https://police.example")
        let council = try AgencyID("https://council.example")
        let token = try TokenID("0123456789abcdef")
        #expect(MessageID(issuer: police, token: token) != MessageID(issuer: council, token: token))
        let name = MessageID(issuer: police, token: token).description
        #expect(name == "https://police.example 0123456789abcdef")
    }
}

@Suite struct `A UUID` {
    static let lower = "0f8fad5b-d9cb-469f-a165-70867728950e"

    @Test func `names a thread in lower case only`() throws {
        let upper = Self.lower.uppercased()
        #expect(try ThreadID(Self.lower).text == Self.lower)
        #expect(throws: IdentifierError(.thread, upper, .upperCaseUUID)) { try ThreadID(upper) }
    }

    @Test func `names a subject in either case`() throws {
        #expect(try SubjectID(Self.lower.uppercased()) == SubjectID(Self.lower))
        #expect(try SubjectID(Self.lower.uppercased()).text == Self.lower)
    }

    @Test(
        arguments: [
            ("", .empty),
            ("0f8fad5b-d9cb-469f-a165-70867728950", .notAUUID),
            ("0f8fad5b-d9cb-469f-a165-70867728950ef", .notAUUID),
            ("0f8fad5bd-9cb-469f-a165-70867728950e", .notAUUID),
            ("0g8fad5b-d9cb-469f-a165-70867728950e", .notAUUID),
            ("{0f8fad5b-d9cb-469f-a165-7086772895}", .notAUUID),
        ] as [(String, IdentifierError.Flaw)])
    func `is refused with the reason`(text: String, flaw: IdentifierError.Flaw) {
        #expect(throws: IdentifierError(.thread, text, flaw)) { try ThreadID(text) }
        #expect(throws: IdentifierError(.subject, text, flaw)) { try SubjectID(text) }
    }
}

@Suite struct `A role` {
    @Test(arguments: ["front-door", "lado", "named-nurse-2"])
    func `is lower-case words joined by hyphens`(name: String) throws {
        #expect(try Role(name).name == name)
    }

    @Test(
        arguments: [
            ("", .empty), ("Front-door", .notAName), ("front_door", .notAName),
            ("front--door", .notAName), ("-door", .notAName), ("front-", .notAName),
            ("front.door", .notAName),
            (String(repeating: "a", count: 65), .tooLong(bytes: 65, atMost: 64)),
        ] as [(String, IdentifierError.Flaw)])
    func `is refused with the reason`(name: String, flaw: IdentifierError.Flaw) {
        #expect(throws: IdentifierError(.role, name, flaw)) { try Role(name) }
    }
}
