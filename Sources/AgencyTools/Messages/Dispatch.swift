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
    /// The file that keeps it, or is to keep it.
    private let file: String
    private let isKept: Bool

    /// Signs a message.
    ///
    /// - Parameter path: the node file, beside which the message is kept where nobody knows what became
    ///   of it.
    init(_ draft: Draft, from node: NodeFile, besides path: String) throws(ToolFailure) {
        token = try draft.signed(by: node).token
        (jti, txn) = (draft.token.text, draft.thread.text)
        type = draft.type.major == 1 ? draft.type.name : draft.type.uri
        file = Files.path("\(jti).unsent.jwt", in: Files.folder(of: path))
        isKept = false
    }

    /// Takes a message that was kept, as it was signed.
    init(_ event: SignedEvent, from file: String) {
        token = event.jws.token
        (jti, txn) = (event.token.text, event.thread.text)
        type = event.type
        self.file = file
        isKept = true
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
            throw error.status == .unavailable || error.status == .tryLater ? kept(error) : error
        }
        let json: JSONValue = ["jti": .string(jti), "txn": .string(txn)]
        try results.line(writesJSON ? json.text : jti)
    }

    /// The failure, with what the message is called and where it is kept: a new one in its place would be a
    /// second message to a broker that has it.
    private func kept(_ failure: ToolFailure) -> ToolFailure {
        let problem = isKept ? nil : keep()
        let advice =
            problem.map { "It could not be kept: \($0.lines.first ?? "")" }
            ?? "Send it again as it was signed: baton send \(type) \(file) --node …"
        let lines = [
            "Nobody knows whether the broker has the message \(jti) of thread \(txn).", advice,
        ]
        return ToolFailure(
            failure.status, failure.lines + lines,
            json: .object(leavingOutNil: [
                "detail": .string(failure.lines.first ?? ""), "jti": .string(jti),
                "txn": .string(txn), "file": problem == nil ? .string(file) : nil,
            ]), retryAfterSeconds: failure.retryAfterSeconds)
    }

    /// - Returns: why it could not be kept.
    private func keep() -> ToolFailure? {
        do throws(ToolFailure) {
            try Files.writeNew(file, token, mode: 0o600)
            return nil
        } catch { return error }
    }
}
