// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
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
}
