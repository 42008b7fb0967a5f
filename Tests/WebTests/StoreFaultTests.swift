// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Relay
import Testing

@testable import Web

@Suite struct `What the store cannot give` {
    static let meanings: [(StoreFailure, String)] = [
        (.full, "disk is full"), (.busy, "too much to do"), (.stopped, "is stopping"),
        (.inputOutput("x"), "in doubt"), (.inDoubt("x"), "in doubt"), (.damaged("x"), "in doubt"),
        (.corrupt("entry 7"), "is damaged in its store"), (.refused("x"), "operator has been told"),
    ]

    @Test(arguments: meanings)
    func `is told as 503, with what is the matter and nothing of what it concerns`(
        _ failure: StoreFailure, _ why: String
    ) throws {
        let answer = failure.fault(retryAfter: 3).answer
        #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "3")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains(why) && !text.contains("entry 7"), "\(text)")
    }

    /// Damage is told by whoever watches the store, with its place, and a stop by the daemon: once is
    /// enough, and an operator who is told that the store failed looks at the disk.
    @Test(arguments: meanings.map(\.0))
    func `is told in the journal once`(_ failure: StoreFailure) async throws {
        let (journal, router) = (Journal(), Router(context: CallContext.self))
        router.add(
            middleware: Answering(
                logger: journal.logger, retryAfter: 3,
                methods: PathMethods(of: Router(context: CallContext.self)), directions: "none"))
        router.get("broken") { _, _ -> Response in throw failure }
        let isToldElsewhere =
            switch failure {
            case .corrupt, .damaged, .refused, .stopped: true
            default: false
            }
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/broken", method: .get) { answer in
                #expect(answer.status == .serviceUnavailable)
            }
        }
        let lines = isToldElsewhere ? [] : ["the store failed why=\(failure)"]
        #expect(journal.lines.filter { $0.hasPrefix("the store") } == lines)
    }
}
