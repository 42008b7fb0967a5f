// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Signing
import TransparencyLog
import Wire

/// Holds a running broker against everything it ever promised (reliability.md, `audit acks`).
///
/// Each promised message is there once, byte for byte, at the index of its receipt, which verifies
/// with nothing but the log's key; its handoffs, expectations and notice are there once; what was
/// not promised is there whole or not at all; and the log begins with every log that was shown.
struct Auditor: Sendable {
    private let sender: Caller
    private let recipient: Caller
    private let partnership: Caller

    init(_ town: Town, over exchange: Exchange) throws {
        sender = Caller(try town.node(.police), over: exchange)
        recipient = Caller(try town.node(.council), over: exchange)
        partnership = Caller(try town.node(.partnership), over: exchange)
    }

    /// How many messages are looked at at once.
    private static let atOnce = 8

    /// What is not as it was promised, a line each: nothing, when the audit is clean.
    ///
    /// - Parameter part: the messages that are looked at one by one; all of them when nil. The log
    ///   is held against every checkpoint of the whole journal always.
    func complaints(about journal: AckJournal, part: AckJournal? = nil) async throws -> [String] {
        let seen = journal.acknowledgements.compactMap { checkpoint(of: $0) }
        let log = try await PublicLog(sender)
        let part = part ?? journal
        let promised = try await each(part.acknowledgements) { try await complaints(about: $0) }
        let unpromised = try await each(listed(part.unpromised)) {
            try await complaints(about: $0)
        }
        let all = log.contradictions(to: seen) + promised + unpromised
        let untold = all.count - Self.told
        return all.prefix(Self.told) + (untold > 0 ? ["and \(untold) more like these"] : [])
    }

    /// Of messages that were not promised those that the sender's own list has, where they are many.
    ///
    /// Names that show nothing are answered only so often within a minute.
    private func listed(_ unpromised: [Sent]) async throws -> [Sent] {
        guard unpromised.count > Self.mostNamesTried else { return unpromised }
        var (tokens, cursor): (Set<String>, String?) = ([], nil)
        repeat {
            let page = try await sender.get("/messages" + (cursor.map { "?cursor=\($0)" } ?? ""))
            guard page.status == 200 else { throw Trouble("the list of messages: \(page.status)") }
            let list = try JSONDocument(parsing: page.body, limits: .schema).root
            tokens.formUnion(list.all("items").compactMap { $0["jti"]?.string })
            cursor = list["next"]?.string
        } while cursor != nil
        return unpromised.filter { tokens.contains($0.token) }
    }

    /// How many names are asked for one by one: half of what may be tried within a minute.
    private static let mostNamesTried = 30

    /// How many complaints are told.
    private static let told = 10

    private func each<Thing: Sendable>(
        _ things: [Thing], _ look: @escaping @Sendable (Thing) async throws -> [String]
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            var (found, rest) = ([String](), things[...])
            for thing in rest.prefix(Self.atOnce) { group.addTask { try await look(thing) } }
            rest = rest.dropFirst(Self.atOnce)
            while let complaints = try await group.next() {
                found += complaints
                if let thing = rest.popFirst() { group.addTask { try await look(thing) } }
            }
            return found
        }
    }

    /// The checkpoint that a receipt shows; one without is found out as a broken receipt.
    private func checkpoint(of promise: Acknowledgement) -> Checkpoint? {
        guard let proof = try? LogProof(parsing: promise.receipt) else { return nil }
        return try? PublicLog.verified(proof.checkpoint.bytes, by: sender.node.pinnedLogKeys())
    }

    private func complaints(about promise: Acknowledgement) async throws -> [String] {
        let sent = promise.sent
        var complaints: [String] = []
        let report = ReceiptCheck(
            promise.receipt, message: sent.message, logKey: try sender.node.pinnedLogKeys()
        ).report()
        if let broken = report.broken { complaints.append("its receipt: \(broken.sentence)") }
        let again = try await sender.get("/receipts/\(sent.token)", accept: "*/*")
        if again.status != 200 || again.body != promise.receipt {
            complaints.append("another receipt than with the 202 (\(again.status))")
        }
        if promise.location != "/receipts/\(sent.token)" {
            complaints.append("Location: \(promise.location)")
        }
        complaints += try await standing(sent, index: report.index) ?? ["it is not there"]
        return complaints.map { "\(sent.token) was promised: \($0)" }
    }

    private func complaints(about sent: Sent) async throws -> [String] {
        (try await standing(sent, index: nil) ?? []).map {
            "\(sent.token) was not promised and is half there: \($0)"
        }
    }

    /// What is wrong with a message that is there; nil when it is not there at all.
    private func standing(_ sent: Sent, index: UInt64?) async throws -> [String]? {
        let told = try await sender.get("/messages/\(sent.token)")
        if told.status == 404 { return nil }
        guard told.status == 200 else { return ["the sender is told \(told.status)"] }
        let story = try JSONDocument(parsing: told.body, limits: .message).root
        var complaints: [String] = []
        let recipients = story.all("recipients").compactMap { $0["agency"]?.string }
        let expected = ["https://sunderland.council.example", "https://trust.nhs.example"]
        if recipients.sorted() != expected { complaints.append("handed to \(recipients)") }
        if let index, story["index"]?.integer != Int64(index) {
            complaints.append("it stands at another index than its receipt says")
        }
        let copy = try await recipient.get(
            "/messages/\(sent.token)?iss=\(sent.message.issuer)", accept: "application/secevent+jwt"
        )
        if copy.status != 200 || copy.body != sent.message.jws.token {
            complaints.append("the recipient has other bytes (\(copy.status))")
        }
        return complaints + (try await thread(sent))
    }

    /// The thread as the partnership sees it: one message, one notice, each expectation once.
    private func thread(_ sent: Sent) async throws -> [String] {
        let answer = try await partnership.get("/audit/thread/\(sent.thread)")
        guard answer.status == 200 else { return ["its thread: \(answer.status)"] }
        let root = try JSONDocument(parsing: answer.body, limits: .message).root
        let steps = root.all("steps")
        let messages = steps.filter { $0["kind"]?.string == "accepted" }
        let notices = steps.filter { $0["kind"]?.string == "issued" }
        let rules = root.all("expectations").compactMap { $0["rule"]?.string }.sorted()
        var complaints: [String] = []
        if messages.compactMap({ $0["jti"]?.string }) != [sent.token] {
            complaints.append("its thread holds \(messages.count) messages")
        }
        if notices.count != 1 { complaints.append("\(notices.count) notices were sent") }
        if rules != ["R1", "R2"] { complaints.append("these expectations were opened: \(rules)") }
        return complaints
    }
}

extension JSONNode {
    fileprivate func all(_ name: String) -> [JSONNode] {
        self[name].map { Array($0.elements) } ?? []
    }
}
