// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

extension BrokerAnswer {
    /// The answer itself when it is a good one, else the failure that it stands for.
    func good() throws(ToolFailure) -> BrokerAnswer {
        guard (200...299).contains(status) else { throw failure }
        return self
    }

    /// Makes sure that a message was taken: a 202 that says where its receipt is, and nothing else.
    ///
    /// Whatever answers on a wrong `base_url` may well answer with 200, and promises nothing.
    func promise() throws(ToolFailure) {
        guard status == 202, headers["location"]?.contains("/receipts/") == true else {
            throw noPromise
        }
    }

    /// Makes sure that a message was taken, and says which by where its receipt is.
    func promisedToken() throws(ToolFailure) -> TokenID {
        try promise()
        let name = headers["location"]?.split(separator: "/").last.map(String.init) ?? ""
        guard let token = try? TokenID(name) else { throw noPromise }
        return token
    }

    /// Whether it says for certain that what was handed in was not taken.
    ///
    /// No redirect is followed, and a broker that is busy or cannot write says so before it takes a message.
    /// What stands between and answers with 503 may have passed it on.
    var isRefusal: Bool {
        (300...499).contains(status) || status == 503 && said?.text("err") != nil
    }

    private var noPromise: ToolFailure {
        ToolFailure(
            .unavailable,
            "What answered with status \(status) does not promise to keep the message (202, and where "
                + "its receipt is); is `base_url` in the node file that of a broker?"
        ).leavingOpen
    }

    /// The body as JSON, which must be strict.
    func json() throws(ToolFailure) -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(parsing: body, limits: .answer).root
        } catch {
            throw ToolFailure(
                .unavailable, "The answer is not JSON (\(error.sentence)); is this a broker?")
        }
    }

    /// What an answer that is not a good one means for the program's end (RFC 8935 section 2.3).
    var failure: ToolFailure {
        switch status {
        case 400: ToolFailure(.data, refusal, json: said?.value)
        case 401:
            ToolFailure(
                .configuration,
                sentences("The broker does not know who calls: check key and clock of this node"))
        case 403: ToolFailure(.data, sentences("This node may not do that"))
        case 404: ToolFailure(.data, sentences("There is nothing of that name for this node"))
        case 409: ToolFailure(.data, sentences("That cannot be done any more"))
        case 413: ToolFailure(.data, sentences("The message is too large"))
        case 415: ToolFailure(.data, sentences("The broker does not take this kind of content"))
        case 429: later("The broker is busy: try again")
        case 503: later("The broker cannot do this now: try again")
        case 300...399:
            ToolFailure(
                .unavailable,
                "The broker points elsewhere (status \(status)), and no redirect is followed: correct "
                    + "`base_url` in the node file")
        default:
            ToolFailure(
                .unavailable,
                sentences("The broker answered with status \(status), which is no answer"))
        }
    }

    /// What is over by itself, or when somebody has seen to it: why, the broker says.
    private func later(_ what: String) -> ToolFailure {
        let seconds = headers["retry-after"].flatMap { Int64($0) }
        let when = seconds.map { "in \($0) s" } ?? "in a while"
        return ToolFailure(.tryLater, sentences("\(what) \(when)"), retryAfterSeconds: seconds)
    }

    /// Every reason of a refusal, each on a line of its own.
    private var refusal: [String] {
        guard let said, let error = said.text("err") else {
            return sentences("The broker refused the request")
        }
        let reasons = said.list("reasons").map { reason in
            let code = reason.text("code") ?? "refused"
            let place = reason.text("at").map { " at \($0)" } ?? ""
            return "  \(code)\(place): \(reason.text("detail") ?? "")"
        }
        guard reasons.isEmpty else { return ["Refused: \(error)"] + reasons }
        return ["Refused: \(error)"] + (said.text("description").map { ["  \($0)"] } ?? [])
    }

    private func sentences(_ first: String) -> [String] {
        let further = said?.text("description") ?? said?.text("detail") ?? said?.text("message")
        return [first + (further.map { ": \($0)" } ?? "")]
    }

    /// The body, when it is a JSON object.
    private var said: JSONNode? {
        guard let root = try? JSONDocument(parsing: body, limits: .answer).root else { return nil }
        return root.kind == .object ? root : nil
    }
}

extension JSONLimits {
    /// What an answer of a broker may be: long lists, with the proofs of everything in them.
    static let answer = JSONLimits(
        bytes: BrokerAnswer.largestByteCount, depth: 64, nodes: 8_000_000, stringBytes: 1 << 20)
}
