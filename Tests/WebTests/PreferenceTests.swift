// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

/// `Prefer` (RFC 7240).
@Suite struct `A preference` {
    @Test(arguments: [
        (["return=representation"], "representation"),
        (["RETURN = \"Representation\""], "representation"),
        (["return=minimal, return=representation"], "minimal"),
        (["return=representation, return=minimal"], "representation"),
        (["wait=1; x=y, return=representation; foo=\"a, b\""], "representation"),
        (["wait=1", "return=representation"], "representation"),
        (["return=minimal", "return=representation"], "minimal"),
        (["foo=\"a, return=representation\""], nil),
        (["foo=\"a\\\", return=representation\""], nil),
        (["foo; return=representation"], nil), (["return"], ""), (["return=\"\""], ""),
        (["returns=representation"], nil), ([], nil), ([""], nil),
    ])
    func `is what is said first under its name`(fields: [String], value: String?) {
        var all = HTTPFields()
        for field in fields { all.append(HTTPField(name: .prefer, value: field)) }
        #expect(all.preference("return") == value)
    }

    @Test(arguments: [
        ("return=minimal, return=representation", false),
        ("foo=\"a, return=representation\"", false), ("wait=5, return=\"representation\"", true),
    ])
    func `is heard as that by the door for messages`(field: String, isApplied: Bool) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            var fields = try counter.fields(town.police, type: "application/secevent+jwt")
            fields[.prefer] = field
            let answer = try await client.post(letter.bytes(), fields)
            #expect(answer.status == .accepted)
            #expect((answer.headers[.preferenceApplied] != nil) == isApplied)
            #expect((answer.body.readableBytes > 0) == isApplied)
        }
    }
}
