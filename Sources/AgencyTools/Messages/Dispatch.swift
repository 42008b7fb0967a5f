// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// What `send` and `reply` have in common: the last step.
struct Dispatch {
    /// What was signed, byte for byte.
    private let token: [UInt8]
    private let jti: String
    private let txn: String
    /// Its type as `send` takes it.
    private let type: String
    /// The files that keep it, or may keep it: the second where another message of its `jti` is in the first.
    private let places: [String]
    private let isKept: Bool

    /// Signs a message.
    ///
    /// - Parameter path: the node file, beside which the message is kept where nobody knows what became
    ///   of it.
    init(_ draft: Draft, from node: NodeFile, besides path: String) throws(ToolFailure) {
        token = try draft.signed(by: node).token
        (jti, txn) = (draft.token.text, draft.thread.text)
        type = draft.type.major == 1 ? draft.type.name : draft.type.uri
        let folder = Files.folder(of: path)
        places = Self.names(of: token, jti).map { Files.path($0, in: folder) }
        isKept = false
    }

    /// Takes a message that was kept, as it was signed.
    init(_ event: SignedEvent, from file: String) {
        token = event.jws.token
        (jti, txn) = (event.token.text, event.thread.text)
        type = event.type
        places = [file]
        isKept = true
    }

    /// How many digits of a message's digest are in the name of its file.
    private static let digitCount = 16

    /// The names under which a message is kept: a refused one that is corrected keeps its `jti`, and each
    /// correction is a message of its own.
    private static func names(of token: [UInt8], _ jti: String) -> [String] {
        let digest = Hex.encode(SHA256.digest(of: signingInput(of: token)).bytes)
        return ["\(jti).unsent.jwt", "\(jti)-\(digest.prefix(digitCount)).unsent.jwt"]
    }

    /// What of a token is signed: another signature on the same makes no other message.
    private static func signingInput(of token: [UInt8]) -> [UInt8] {
        Array(token[..<(token.lastIndex(of: UInt8(ascii: ".")) ?? token.endIndex)])
    }

    /// Whether bytes are a signed message and not a payload, which is a JSON object.
    static func isSigned(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("ey".utf8)) }

    /// Hands it in, and prints what it is called.
    func send(
        by client: inout BrokerClient, writesJSON: Bool, results: Terminal
    ) async throws(ToolFailure) {
        do throws(ToolFailure) {
            try await client.send(token).promise()
        } catch {
            guard error.status == .unavailable || error.status == .tryLater || error.isOpen else {
                throw error
            }
            // Nothing that is said of this attempt tells of the one for which it was kept.
            throw error.isOpen || isKept ? kept(error) : notTaken(error)
        }
        let json: JSONValue = ["jti": .string(jti), "txn": .string(txn)]
        try results.line(writesJSON ? json.text : jti)
        try forget()
    }

    /// Removes the file that it was sent from, where its name is one under which messages are kept here.
    private func forget() throws(ToolFailure) {
        for place in places where isKept {
            let name = place.split(separator: "/").last.map(String.init) ?? place
            if Self.names(of: token, jti).contains(name) { try Files.remove(place) }
        }
    }

    /// The failure, where the broker said that it did not take the message.
    private func notTaken(_ failure: ToolFailure) -> ToolFailure {
        ToolFailure(
            failure.status, failure.lines + ["The message was not taken, and was not kept here."],
            json: failure.json, retryAfterSeconds: failure.retryAfterSeconds)
    }

    /// The failure, with what the message is called and where it is kept: a new one in its place would be a
    /// second message to a broker that has it.
    private func kept(_ failure: ToolFailure) -> ToolFailure {
        var file: String?
        let advice: String
        do throws(ToolFailure) {
            let place = try keep()
            file = place
            advice = "Send it again as it was signed: baton send \(type) \(place) --node …"
        } catch {
            advice = "It could not be kept: \(error.lines.first ?? "")"
        }
        let lines = [
            "Nobody knows whether the broker has the message \(jti) of thread \(txn).", advice,
        ]
        return ToolFailure(
            failure.status, failure.lines + lines,
            json: .object(leavingOutNil: [
                "detail": .string(failure.lines.first ?? ""), "jti": .string(jti),
                "txn": .string(txn), "file": file.map(JSONValue.string),
            ]), retryAfterSeconds: failure.retryAfterSeconds)
    }

    /// - Returns: the file that keeps it.
    private func keep() throws(ToolFailure) -> String {
        var failure = ToolFailure(.inputOutput, "there is no place for it")
        for place in places {
            if isKept { return place }
            do throws(ToolFailure) {
                try Files.writeNew(place, token, mode: 0o600)
                return place
            } catch {
                guard Files.exists(place) else { throw error }
                failure = error
            }
            let there = try? Files.read(place)
            if there.map(Self.signingInput) == Self.signingInput(of: token) { return place }
        }
        throw failure
    }
}
