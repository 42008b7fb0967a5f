// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing

@testable import Web

/// In which form somebody takes an answer (RFC 9110 section 12.5.1).
@Suite struct `Accept` {
    @Test(arguments: [
        (nil, "json"), ("", "json"), ("*/*", "json"), ("application/json", "json"),
        ("text/csv", "csv"), ("TEXT/CSV", "csv"), ("text/csv; charset=utf-8", "csv"),
        ("text/csv;q=0", "json"), ("text/csv;q=0, */*", "json"), ("text/csv; Q=0.000", "json"),
        ("application/json;q=0.5, text/csv", "csv"), ("application/json, text/csv;q=0.5", "json"),
        ("application/json, text/csv", "json"), ("text/csv, application/json", "csv"),
        ("text/csv, */*;q=0.1", "csv"), ("*/*, text/csv", "csv"),
        ("*/*;q=0.8, text/csv;q=0.7", "json"),
        ("text/*", "csv"), ("text/*, text/csv;q=0", "plain"), ("text/plain", "plain"),
        ("text/plain, text/csv", "plain"), ("application/*;q=0.2, text/*;q=0.1", "json"),
        ("image/png", "json"), ("image/png, text/plain;q=0.001", "plain"),
        ("application/json;q=0", "json"), ("x/text/csv", "json"), ("text/csvx", "json"),
        ("a/b;c=\"text/csv, text/csv\"", "json"), ("text/csv;c=\"x;q=0\"", "csv"),
        ("text/csv;q=2", "json"), ("text/csv;q=much", "json"), ("text/csv;q=-1", "json"),
        ("text/csv;q=nan", "json"), ("*/csv", "json"), (",;,text/csv,", "csv"),
    ])
    func `chooses what is wanted most, and the usual form where that says nothing`(
        field: String?, form: String
    ) {
        let offered = ["application/json", "text/csv", "text/plain"]
        #expect(AcceptedTypes(field).choice(of: offered)?.hasSuffix(form) == true)
    }

    @Test(arguments: [
        ("text/csv;q=0.9", "text/csv; charset=utf-8"), ("Text/CSV", "text/csv; charset=utf-8"),
        ("text/csv;q=0", "application/json"),
        ("application/json, text/csv;q=0.1", "application/json"),
    ])
    func `is read alike by every door of lists, which says that it was read`(
        field: String, type: String
    ) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            for path in [
                "/audit/missed", "/audit/referrals", "/audit/revoked", "/audit/sharing",
                "/audit/questions/Q1",
            ] {
                let answer = try await client.get(path, counter.fields(town.manager, accept: field))
                #expect(answer.status == .ok, "\(path)")
                #expect(answer.headers[.contentType] == type, "\(path)")
                #expect(answer.headers[.vary] == "Accept", "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("*/*", false), ("application/*", false), ("application/secevent+jwt;q=0, */*", false),
        ("application/json, application/secevent+jwt;q=0.5", false),
        ("Application/SecEvent+JWT", true), ("application/secevent+jwt, */*;q=0.5", true),
    ])
    func `gives a message itself only to who asks for it`(field: String, isItself: Bool)
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            _ = try await client.post(letter.bytes(), fields)
            let answer = try await client.get(
                "/messages/\(letter.jti.text)", counter.fields(town.police, accept: field))
            let type = isItself ? "application/secevent+jwt" : "application/json"
            #expect(answer.headers[.contentType] == type)
            #expect(answer.headers[.vary] == "Accept")
        }
    }
}
