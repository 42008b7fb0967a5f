// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

/// Asks the broker for everything about one thread that the caller may see, and proves it.
struct EvidenceGathering {
    let thread: ThreadID
    let parameters: [(String, String?)]
    let surroundings: Surroundings
    var client: BrokerClient
    /// The files of the bundle so far.
    var files: [String: [UInt8]] = [:]
    /// The entries that are needed, as the answers show them.
    var entries = GatheredEntries()
    /// What is left out, counted by kind.
    var leftOut: [String: Int] = [:]
    /// Whether the caller is given the facts of the log, and so oversees.
    var oversees = false
    /// The answer that tells the thread.
    private(set) var told: JSONNode?
    /// The explanations, in the order of the expectations.
    private(set) var explanations: [JSONNode] = []
    /// Who read of the thread.
    private(set) var reads: [JSONNode] = []

    /// Prepares to ask for a thread.
    init(
        _ thread: ThreadID, by client: BrokerClient, _ parameters: [(String, String?)],
        in surroundings: Surroundings
    ) {
        self.thread = thread
        self.client = client
        self.parameters = parameters
        self.surroundings = surroundings
    }

    /// What stands behind the origin in the name of an expectation: `<index>.<part>`.
    static func short(_ name: String?) -> String {
        String((name ?? "").split(separator: "/").last ?? "")
    }

    /// Asks for everything, the newest checkpoint last.
    mutating func gather(_ data: ShippedData) async throws(ToolFailure) {
        try await gatherThread()
        try await gatherDocuments()
        try await gatherMessages()
        try await gatherExplanations()
        try await gatherReads()
        try await gatherFacts()
        try await gatherProofs()
        for name in ["verify.py", "VERIFY.md"] { files[name] = try data.evidence(name) }
    }

    private mutating func gatherThread() async throws(ToolFailure) {
        let found = try await client.ask(
            "/audit/thread/\(thread.text)", parameters, accept: "application/json")
        guard found.status != 404 else { throw nothing }
        let answer = try Self.withoutStatuses(found.good().json())
        told = answer
        files["thread.json"] = answer.canonical
        for step in answer.list("steps") {
            if let proof = step["proof"] { entries.add(proof) }
            if let index = step["index"]?.integer { entries.want(index) }
            for mark in step.list("amended") { mark["index"]?.integer.map { entries.want($0) } }
        }
        for expectation in answer.list("expectations") { entries.add(expectation: expectation) }
    }

    /// What an acknowledgement said of a message is content, which no entry proves: a bundle leaves it out.
    private static func withoutStatuses(_ answer: JSONNode) throws(ToolFailure) -> JSONNode {
        let members = (answer.value.members ?? []).map { member in
            guard member.name == "steps", let steps = member.value.array else { return member }
            return JSONMember(
                member.name,
                .array(
                    steps.map { step in
                        .object((step.members ?? []).filter { $0.name != "status" })
                    }))
        }
        do throws(JSONError) {
            return try JSONDocument(
                parsing: JSONValue.object(members).canonical, limits: .answer
            ).root
        } catch {
            throw ToolFailure(
                .unavailable, "The broker's answer on the thread cannot be read: \(error.sentence)")
        }
    }

    /// What is another's, unknown and gone look alike, to the broker's callers and so to this.
    private var nothing: ToolFailure {
        ToolFailure(
            .data,
            [
                "The broker shows this node no thread \(thread.text), and nothing was written:",
                "  It was opened in another partnership or among others, or never, or all that was known "
                    + "of it was purged when its time was over.",
                "Whoever keeps the partnership finds such a purge with `baton retention list`; receipts "
                    + "and bundles that were made before still verify.",
            ])
    }

    private mutating func gatherDocuments() async throws(ToolFailure) {
        let answer = try await client.get(
            "/audit/thread/\(thread.text)/documents", parameters
        ).json()
        for item in answer.list("items") {
            guard let bytes = try? Base64.decode(item.text("content") ?? "") else {
                throw ToolFailure(.data, "The broker gave a document that is not base64")
            }
            files["documents/\(EvidenceBundle.hex(of: bytes))"] = bytes
            for load in item.list("loads").compactMap(\.integer) { entries.want(load) }
        }
        for item in answer.list("configurations") { item["load"]?.integer.map { entries.want($0) } }
        let items = answer.list("items").map { item in
            JSONValue.object((item.value.members ?? []).filter { $0.name != "content" })
        }
        files["documents.json"] =
            JSONValue.object(leavingOutNil: [
                "items": .array(items), "configurations": answer["configurations"]?.value,
            ]).canonical
        leftOut["configuration"] = answer.list("configurations").count
        let possible = 0...Int64(SeenCheckpoint.largestSize)
        for kind in answer.list("withheld") {
            let (name, count) = (kind.text("kind") ?? "other", kind["count"]?.integer ?? 0)
            guard possible.contains(count) else {
                throw ToolFailure(
                    .data, "The broker counts \(count) of `\(name)` as left out; is this a broker?")
            }
            leftOut[name] = Int(count)
        }
        files["jwks.json"] = try await client.get("/.well-known/jwks.json").json().canonical
    }

    /// The messages themselves and their receipts, as far as the caller is a party to them.
    private mutating func gatherMessages() async throws(ToolFailure) {
        for step in told?.list("steps") ?? []
        where ["accepted", "issued"].contains(step.text("kind")) {
            guard let index = step["index"]?.integer, let token = step.text("jti") else {
                leftOut["content of a message", default: 0] += 1
                continue
            }
            let asked = [("iss", step.text("iss"))]
            let receipt = try await client.ask("/receipts/\(token)", asked, accept: "text/plain")
            let message = try await client.ask(
                "/messages/\(token)", asked + parameters, accept: "application/secevent+jwt")
            if receipt.status == 200 { files["receipts/\(index).tlog-proof"] = receipt.body }
            if message.status == 200, receipt.status == 200 {
                files["messages/\(index).jwt"] = message.body
            } else {
                leftOut["content of a message", default: 0] += 1
            }
            for answer in [receipt, message] where answer.status != 404 { _ = try answer.good() }
            if receipt.status == 200 { try await gatherHandoffs(of: token, asked) }
        }
    }

    /// The parts that say to whom a message went, and who fell out by which rule: a sender is given all of
    /// them, a recipient that of its own.
    private mutating func gatherHandoffs(
        of token: String, _ asked: [(String, String?)]
    ) async throws(ToolFailure) {
        let answer = try await client.ask(
            "/messages/\(token)", asked + parameters, accept: "application/json")
        guard answer.status != 404 else { return }
        let standing = try answer.good().json()
        let handoffs = standing.list("recipients").compactMap { $0["proof"] }
        for proof in handoffs + standing.list("excluded_proofs") { entries.add(proof) }
    }

    private mutating func gatherExplanations() async throws(ToolFailure) {
        for expectation in told?.list("expectations") ?? [] {
            let name = expectation.text("expectation")
            let answer = try await client.get(
                "/audit/explain", [("expectation", name)] + parameters
            ).json()
            explanations.append(answer)
            entries.add(expectation: answer)
            files["explanations/\(Self.short(name)).json"] = answer.canonical
        }
    }

    private mutating func gatherReads() async throws(ToolFailure) {
        reads = try await client.list(
            "/audit/reads",
            [("txn", thread.text), ("from", "1970-01-02T00:00:00Z")] + parameters)
        files["reads.json"] =
            JSONValue.object([
                JSONMember("items", .array(reads.map(\.value)))
            ]).canonical
        for read in reads { read["index"]?.integer.map { entries.want($0) } }
    }
}
