// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Fixtures
import Foundation
import Safeguarding
import Signing
import Synchronization
import Wire

/// Surroundings that a test can look into: a clock that stands, outputs that are kept, and a broker
/// that is a closure.
final class Workbench: Sendable {
    typealias Broker = @Sendable (BrokerRequest, Int) throws(ToolFailure) -> BrokerAnswer

    let scratch: Scratch
    private let broker: Broker
    private let kept = Mutex(Kept())

    struct Kept {
        var results: [UInt8] = []
        var notes: [UInt8] = []
        var requests: [BrokerRequest] = []
        var sleeps: [Duration] = []
        var resultsAtRequest: [Int] = []
    }

    static let now = Instant(seconds: 1_795_483_789)

    /// - Parameter broker: answers a request, given its number from 0.
    init(_ broker: @escaping Broker = { _, _ in BrokerAnswer(status: 500) }) throws {
        scratch = try Scratch()
        self.broker = broker
    }

    var results: String { kept.withLock { String(decoding: $0.results, as: UTF8.self) } }
    var notes: String { kept.withLock { String(decoding: $0.notes, as: UTF8.self) } }
    var requests: [BrokerRequest] { kept.withLock { $0.requests } }
    var sleeps: [Duration] { kept.withLock { $0.sleeps } }
    /// How much had been printed when each request was made.
    var printedBefore: [Int] { kept.withLock { $0.resultsAtRequest } }

    func surroundings(
        input: String = "", environment: [String: String] = ["BATON_DATA": Checkout.root.path],
        resultsFail: Bool = false
    ) -> Surroundings {
        Surroundings(
            now: { Self.now }, random: SecureRandom.bytes,
            sleep: { duration throws(ToolFailure) in
                self.kept.withLock { $0.sleeps.append(duration) }
            },
            results: Terminal { bytes throws(ToolFailure) in
                if resultsFail { throw ToolFailure(.inputOutput, "full") }
                self.kept.withLock { $0.results += bytes }
            },
            notes: Terminal { bytes throws(ToolFailure) in self.kept.withLock { $0.notes += bytes }
            },
            standardInput: { _ throws(ToolFailure) in Array(input.utf8) },
            environment: environment, program: nil,
            exchange: Exchange { request throws(ToolFailure) in try self.answer(request) })
    }

    private func answer(_ request: BrokerRequest) throws(ToolFailure) -> BrokerAnswer {
        let number = kept.withLock { kept in
            kept.requests.append(request)
            kept.resultsAtRequest.append(kept.results.count)
            return kept.requests.count - 1
        }
        return try broker(request, number)
    }

    /// Runs a command line.
    func run(_ arguments: [String], in surroundings: Surroundings? = nil) async throws -> ExitReason
    {
        let command = try BatonCommand.parseAsRoot(arguments)
        guard let command = command as? any AgencyCommand else { throw NotACommand() }
        return await CommandLineTool.run(command, in: surroundings ?? self.surroundings())
    }

    struct NotACommand: Error {}

    /// A node file of a role of the demonstration, with a key of its own.
    func node(_ role: DemoAgency.Role, vkey: String? = nil) throws -> String {
        let key = PrivateKey.generate(.p256)
        _ = try scratch.file("\(role).jwk", key.jwk.text)
        let node = JSONValue.object(leavingOutNil: [
            "iss": .string(role.uri), "kid": .string(key.publicKey.kid),
            "key": .string("\(role).jwk"), "base_url": "http://127.0.0.1:1/",
            "audience": "https://baton.example",
            "partnership": "https://baton.example/p/sunderland",
            "log_vkey": vkey.map(JSONValue.string),
        ])
        return try scratch.file("\(role).json", node.text)
    }
}

extension JSONValue {
    init(text: String) throws {
        self = try JSONDocument(parsing: text).root.value
    }
}

/// A message as an agency of the demonstration signs it.
func signedEvent(
    from role: DemoAgency.Role, token: String = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
    thread: String = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f",
    type: EventType = EventType(name: "referral.made", major: 1),
    audience: [String] = [
        "https://baton.example/p/sunderland", "https://sunderland.council.example",
    ], payload: String = #"{"a":1}"#, in bench: Workbench
) throws -> SignedEvent {
    let node = try NodeFile(path: try bench.node(role))
    let draft = Draft(
        type: type, payload: Array(payload.utf8), token: try TokenID(token),
        thread: try ThreadID(thread), audience: audience, issuedAt: Workbench.now)
    return try SignedEvent(parsing: try draft.signed(by: node).token, from: "the test")
}

extension BrokerAnswer {
    /// A message was taken, and its receipt is there.
    static let taken = BrokerAnswer(status: 202, headers: ["location": "/receipts/its-jti"])
}
