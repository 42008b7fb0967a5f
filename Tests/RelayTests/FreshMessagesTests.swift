// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@testable import Relay

@Suite struct `The newest messages` {
    private func message(_ number: Int64, bytes: Int) throws -> (Int64, HandedMessage) {
        let token = try TokenID("message-number-\(number)")
        return (
            number,
            HandedMessage(
                token: token, jws: [UInt8](repeating: UInt8(number), count: bytes), partnership: 1,
                recipients: [])
        )
    }

    @Test func `are held up to a limit of bytes, the oldest going first`() throws {
        let fresh = FreshMessages(bytes: 10)
        fresh.keep([try message(1, bytes: 4), try message(2, bytes: 4)])
        #expect(Set(fresh.messages([1, 2, 3]).keys) == [1, 2])
        fresh.keep([try message(3, bytes: 4)])
        #expect(Set(fresh.messages([1, 2, 3]).keys) == [2, 3])
        #expect(fresh.messages([3])[3]?.jws == [3, 3, 3, 3])
    }

    @Test func `are not held when one alone is past the limit`() throws {
        let fresh = FreshMessages(bytes: 10)
        fresh.keep([try message(1, bytes: 11)])
        #expect(fresh.messages([1]).isEmpty)
        fresh.keep([try message(2, bytes: 10)])
        #expect(Set(fresh.messages([2]).keys) == [2])
    }

    @Test func `are held no longer once something was done to them`() throws {
        let fresh = FreshMessages(bytes: 10)
        fresh.keep([try message(1, bytes: 4), try message(2, bytes: 4)])
        fresh.forget([1, 7])
        #expect(Set(fresh.messages([1, 2]).keys) == [2])
        fresh.keep([try message(3, bytes: 6)])
        #expect(Set(fresh.messages([2, 3]).keys) == [2, 3], "what is forgotten takes no room")
        fresh.keep([try message(4, bytes: 10)])
        #expect(Set(fresh.messages([1, 2, 3, 4]).keys) == [4])
    }

    @Test func `go on being forgotten after very many`() throws {
        let fresh = FreshMessages(bytes: 3)
        for number in Int64(0)..<10_000 {
            fresh.keep([(number, try message(number % 200, bytes: 1).1)])
        }
        #expect(Set(fresh.messages(0..<10_000).keys) == [9_997, 9_998, 9_999])
    }
}
