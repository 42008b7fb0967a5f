// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `The URI of an agency` {
    typealias Flaw = IdentifierError.Flaw

    @Test(arguments: [
        "https://northumbria.police.example", "https://baton.example/p/sunderland",
        "https://127.0.0.1:8470", "https://a", "https://council.example:65535/team/front%20door",
    ])
    func `is kept as it was given`(uri: String) throws {
        #expect(try AgencyID(uri).uri == uri)
        #expect(try AgencyID(uri).description == uri)
        #expect(try PartnershipID(uri).uri == uri)
    }

    static let wrong: [(String, Flaw)] = [
        ("", .empty),
        ("http://a.example", .notHTTPS),
        ("HTTPS://a.example", .notHTTPS),
        ("urn:agency:1", .notHTTPS),
        ("https://", .noHost),
        ("https:///path", .noHost),
        ("https://:8470", .noHost),
        ("https://A.example", .upperCaseHost),
        ("https://user@a.example", .userInfo),
        ("https://a.example:", .port),
        ("https://a.example:0", .port),
        ("https://a.example:65536", .port),
        ("https://a.example:84a", .port),
        ("https://a.example?x=1", .query),
        ("https://a.example/p?x=1", .query),
        ("https://a.example#top", .fragment),
        ("https://a.example/p#top", .fragment),
        ("https://a.example/", .trailingSlash),
        ("https://a.example/p/", .trailingSlash),
        ("https://a.example/%", .percentEncoding(offset: 18)),
        ("https://a.example/%4", .percentEncoding(offset: 18)),
        ("https://a.example/%4x", .percentEncoding(offset: 18)),
        ("https://a b.example", .forbiddenByte(0x20, offset: 9)),
        ("https://a.example/a b", .forbiddenByte(0x20, offset: 19)),
        ("https://bücher.example", .forbiddenByte(0xC3, offset: 9)),
        ("https://a.example/é", .forbiddenByte(0xC3, offset: 18)),
    ]

    @Test(arguments: wrong)
    func `is refused with the reason`(text: String, flaw: Flaw) {
        #expect(throws: IdentifierError(.agency, text, flaw)) { try AgencyID(text) }
        #expect(throws: IdentifierError(.partnership, text, flaw)) { try PartnershipID(text) }
    }

    @Test func `may have 512 bytes and not one more`() throws {
        let longest = "https://a.example/" + String(repeating: "p", count: 494)
        #expect(try AgencyID(longest).uri.utf8.count == 512)
        #expect(throws: IdentifierError(.agency, longest + "p", .tooLong(bytes: 513, atMost: 512)))
        {
            try AgencyID(longest + "p")
        }
    }

    @Test func `is compared byte by byte`() throws {
        #expect(try AgencyID("https://a.example/p") != AgencyID("https://a.example/P"))
        #expect(try AgencyID("https://a.example") != AgencyID("https://a.example:443"))
        #expect(try AgencyID("https://a.example") < AgencyID("https://b.example"))
    }
}

@Suite struct `An identifier's refusal` {
    static let words: [(IdentifierError, String)] = [
        (
            IdentifierError(.agency, "https://a/", .trailingSlash),
            "`https://a/` is not an agency: it ends in a slash, leave out the last `/`"
        ),
        (
            IdentifierError(.token, "a b", .forbiddenByte(0x20, offset: 1)),
            "`a b` is not a jti: byte 1 is 0x20, which is not allowed there, "
                + "write 16 to 128 letters, digits or any of `.` `_` `~` `-`"
        ),
        (
            IdentifierError(.role, "Front", .notAName),
            "`Front` is not a role: its name is not lower-case words joined by dots and hyphens, "
                + "write lower-case words joined by hyphens, such as `front-door`"
        ),
        (
            IdentifierError(.eventType, "x", .outsideNamespace),
            "`x` is not an event type: it does not begin with `https://w3id.org/baton/event/`, "
                + "write a URI such as `https://w3id.org/baton/event/referral.made/v1`"
        ),
    ]

    @Test(arguments: words)
    func `says what is wrong and what to write`(error: IdentifierError, words: String) {
        #expect(error.description == words)
    }

    @Test func `has words for every flaw and every kind`() {
        let flaws: [IdentifierError.Flaw] = [
            .empty, .tooShort(bytes: 1, atLeast: 2), .tooLong(bytes: 2, atMost: 1),
            .forbiddenByte(0x0A, offset: 0), .notHTTPS, .noHost, .upperCaseHost, .userInfo, .port,
            .query, .fragment, .trailingSlash, .percentEncoding(offset: 0), .outsideNamespace,
            .notAName, .notAVersion, .notAUUID, .upperCaseUUID,
        ]
        for kind in IdentifierKind.allCases {
            let sentences = flaws.map { IdentifierError(kind, "x", $0).description }
            #expect(Set(sentences).count == flaws.count)
            #expect(sentences.allSatisfy { $0.hasPrefix("`x` is not a") })
        }
    }

    @Test func `quotes no more than 80 characters`() {
        let error = IdentifierError(.agency, String(repeating: "x", count: 81), .notHTTPS)
        #expect(error.what.contains(String(repeating: "x", count: 80) + "…`"))
    }
}
