// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Fixtures
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Safeguarding
import SampleTown
import Signing
import Synchronization
import TransparencyLog
import Wire

@testable import Web

/// An auditor with the shipped tool, whose network is the listener under test.
final class Auditor: Sendable {
    private let folder: TemporaryFolder
    private let node: String
    private let now: Instant
    private let story: ReferralStory
    private let hear: @Sendable (String, JSONValue) -> JSONValue
    private let kept = Mutex(Kept())

    private struct Kept {
        var results: [UInt8] = []
        var notes: [UInt8] = []
        var paths: [String] = []
    }

    var results: [UInt8] { kept.withLock { $0.results } }
    var text: String { String(decoding: results, as: UTF8.self) }
    var notes: String { kept.withLock { String(decoding: $0.notes, as: UTF8.self) } }
    var paths: [String] { kept.withLock { $0.paths } }

    /// - Parameter hear: what becomes of an answer in JSON to a path, on its way.
    init(
        _ story: ReferralStory, as resident: Resident,
        hearing hear: @escaping @Sendable (String, JSONValue) -> JSONValue = { $1 }
    ) throws {
        self.story = story
        self.hear = hear
        now = story.counter.clock.now
        folder = try TemporaryFolder()
        try Data(resident.key.jwk.text.utf8).write(to: folder.appending(path: "key.jwk"))
        let log = try NoteSigner(name: NoteName(SampleTown.origin), key: story.town.logKey)
        let file: JSONValue = [
            "iss": .string(resident.id.uri), "kid": .string(resident.key.publicKey.kid),
            "key": "key.jwk", "base_url": "http://127.0.0.1:1",
            "audience": .string(story.town.broker.uri),
            "partnership": .string(story.town.partnership.uri),
            "log_vkey": .string(log.verifierKey.vkey),
        ]
        try Data(file.text.utf8).write(to: folder.appending(path: "node.json"))
        node = folder.appending(path: "node.json").path
    }

    /// Runs `baton audit referrals`, or another list.
    func run(_ arguments: [String], _ list: String...) async -> ExitReason {
        await baton(["audit"] + (list.isEmpty ? ["referrals"] : list) + arguments)
    }

    /// Runs `baton` with a command and its arguments.
    func baton(_ words: [String]) async -> ExitReason {
        guard
            let parsed = try? BatonCommand.parseAsRoot(words + ["--node", node]),
            let command = parsed as? any AgencyCommand
        else { return .usage }
        return await CommandLineTool.run(command, in: surroundings)
    }

    private var surroundings: Surroundings {
        let now = now
        return Surroundings(
            now: { now }, random: SecureRandom.bytes, sleep: { _ throws(ToolFailure) in },
            results: Terminal { bytes throws(ToolFailure) in
                self.kept.withLock { $0.results += bytes }
            },
            notes: Terminal { bytes throws(ToolFailure) in
                self.kept.withLock { $0.notes += bytes }
            },
            standardInput: { _ throws(ToolFailure) in [] }, environment: [:], program: nil,
            exchange: Exchange { request throws(ToolFailure) in try await self.ask(request) })
    }

    private func ask(_ request: BrokerRequest) async throws(ToolFailure) -> BrokerAnswer {
        let path = String(request.url.dropFirst("http://127.0.0.1:1".count))
        kept.withLock { $0.paths.append(path) }
        var fields = HTTPFields()
        for (name, value) in request.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        do {
            let answer = try await story.client.execute(
                uri: path, method: request.method == .get ? .get : .post, headers: fields,
                body: ByteBuffer(bytes: request.body))
            var body = [UInt8](answer.body.readableBytesView)
            if answer.headers[.contentType] == "application/json", answer.status == .ok {
                let told = hear(
                    String(path.prefix { $0 != "?" }), try answer.json.value)
                body = told.canonical
            }
            return BrokerAnswer(status: answer.status.code, body: body)
        } catch {
            throw ToolFailure(.unavailable, "\(error)")
        }
    }
}
