// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

/// `Authorization` (RFC 6750 sections 2.1 and 3.1).
@Suite struct `Credentials of a caller` {
    private static let token = Credentials.bearer(Array("a.b.c".utf8))

    @Test(arguments: [
        ("Bearer a.b.c", token), ("bearer a.b.c", token), ("BEARER    a.b.c", token),
        ("Bearer", .noToken), ("Bearer  ", .noToken), ("", .otherScheme), ("a.b.c", .otherScheme),
        ("Basic a.b.c", .otherScheme), ("Bearera.b.c", .otherScheme), ("Beare2 a", .otherScheme),
        ("DPoP a.b.c", .otherScheme), ("Bearer\ta", .otherScheme),
    ])
    func `are Bearer, spaces and a token`(field: String, credentials: Credentials) {
        #expect(Credentials(field) == credentials)
    }

    @Test func `may have several spaces, and are challenged without error in another scheme`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            var fields = try counter.fields(town.police)
            let said = try #require(fields[.authorization])
            fields[.authorization] = said.replacing(" ", with: "   ")
            #expect(try await client.get("/messages", fields).status == .ok)
            for (said, isWrong) in [
                ("Basic dTpw", false), ("Negotiate", false), ("Bearer", true),
                ("Bearer a.b.c", true),
            ] {
                let answer = try await client.get("/messages", [.authorization: said])
                #expect(answer.status == .unauthorized)
                let challenge = try #require(answer.headers[.wwwAuthenticate])
                #expect(challenge.hasPrefix("Bearer realm=\"baton\""))
                #expect(challenge.contains("error=\"invalid_token\"") == isWrong, "\(said)")
            }
            let other = try await client.get("/messages", [.authorization: "Basic dTpw"])
            #expect(other.text.contains("No other scheme than Bearer"))
        }
    }
}
