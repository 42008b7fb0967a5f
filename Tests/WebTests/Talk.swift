// SPDX-License-Identifier: Apache-2.0

import SampleTown

@testable import Web

/// What is said to both roads, by a caller of a town or by nobody.
struct Talk: Sendable {
    let town: SampleTown
    let roads: Roads

    init() async throws {
        town = try SampleTown()
        roads = try await Roads(town, limits: .unhurried)
    }

    /// The field that says who calls.
    func bearer(_ resident: Resident, person: String? = nil) throws -> String {
        let token = try town.bearer(for: resident, at: SampleTown.morning, person: person)
        return "Authorization: Bearer " + String(decoding: token, as: UTF8.self)
    }

    /// The bytes of a head.
    static func head(_ lines: String...) -> [UInt8] { head(lines) }

    /// The bytes of a head.
    static func head(_ lines: [String]) -> [UInt8] {
        Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// All answers on a connection of its own, which the listener must close by itself.
    func answers(to bytes: [UInt8], over road: Roads.Road = .express) async throws -> [RawAnswer] {
        try await roads.exchange([bytes], over: road, isEnded: false)
    }

    /// The one answer to a request that is the last of its connection, as it came.
    func text(of lines: String..., over road: Roads.Road = .express) async throws -> String {
        let connection = try roads.connect(over: road)
        connection.send(Self.head(lines + ["Host: localhost", "Connection: close"]))
        return String(
            decoding: try await Roads.aside { try connection.readAll() }, as: UTF8.self)
    }
}

extension RawAnswer {
    /// The number of the status.
    var code: Int? { Int(status.split(separator: " ")[1]) }
}
