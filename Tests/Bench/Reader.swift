// SPDX-License-Identifier: Apache-2.0

import Wire

/// A recipient that polls its mailbox and acknowledges with the next poll what it got.
struct Reader: Sendable {
    let caller: Caller

    /// Takes messages until it has had so many, and acknowledges the last of them.
    func take(_ count: Int) throws {
        let connection = try Connection(port: caller.port)
        var (had, acks) = (0, [String]())
        while had < count || !acks.isEmpty {
            let body: JSONValue = [
                "ack": .array(acks.map(JSONValue.string)),
                "returnImmediately": .boolean(had >= count),
            ]
            let answer = try connection.exchange(
                caller.request("/poll", "application/json", body.canonical))
            guard answer.status == 200 else {
                throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
            }
            let sets = try JSONDocument(parsing: answer.body, limits: .schema).root["sets"]
            acks = sets?.members.compactMap(\.name.string) ?? []
            had += acks.count
        }
    }
}
