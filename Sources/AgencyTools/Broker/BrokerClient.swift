// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// A node's way to its broker: builds requests, shows who calls, and reads what comes back.
package struct BrokerClient: Sendable {
    /// The node that calls.
    package let node: NodeFile
    private let surroundings: Surroundings
    private let person: String?
    private var token: BearerToken?

    /// How long an ordinary answer is waited for.
    static let patience = Duration.seconds(30)
    /// How long an answer about the past is waited for: the broker reads a whole period for one, and who
    /// asks takes turns with others.
    static let auditPatience = Duration.seconds(300)
    /// How long a long poll is waited for: the broker answers one after 30 seconds.
    static let longPatience = Duration.seconds(75)

    /// Calls as a node, for a person where one reads.
    package init(node: NodeFile, in surroundings: Surroundings, person: String? = nil) {
        self.node = node
        self.surroundings = surroundings
        self.person = person
    }

    /// Reads what stands at a path; the parameters are those that have a value.
    package mutating func get(
        _ path: String, _ parameters: [(String, String?)] = [],
        accept: String = "application/json"
    ) async throws(ToolFailure) -> BrokerAnswer {
        let request = BrokerRequest(
            method: .get, url: node.baseURL + path + Self.query(parameters),
            headers: ["Accept": accept], body: [], patience: Self.patience(for: path))
        return try await perform(request).good()
    }

    private static func patience(for path: String) -> Duration {
        path.hasPrefix("/audit/") ? auditPatience : patience
    }

    /// Reads what may not stand at a path, or not for this caller: whoever asks looks at the status.
    mutating func ask(
        _ path: String, _ parameters: [(String, String?)], accept: String
    ) async throws(ToolFailure) -> BrokerAnswer {
        try await perform(
            BrokerRequest(
                method: .get, url: node.baseURL + path + Self.query(parameters),
                headers: ["Accept": accept], body: [], patience: Self.patience(for: path)))
    }

    /// Reads what stands at a path beside a CSV file that is handed in with the question.
    package mutating func compare(
        _ path: String, _ parameters: [(String, String?)], with table: [UInt8], accept: String
    ) async throws(ToolFailure) -> BrokerAnswer {
        let request = BrokerRequest(
            method: .post, url: node.baseURL + path + Self.query(parameters),
            headers: ["Accept": accept, "Content-Type": "text/csv"], body: table,
            patience: Self.patience(for: path))
        return try await perform(request).good()
    }

    /// Asks for something to be done, with a JSON body or none.
    package mutating func post(
        _ path: String, _ body: [UInt8] = [], saying parameters: [(String, String?)] = []
    ) async throws(ToolFailure) -> BrokerAnswer {
        var headers = ["Accept": "application/json"]
        if !body.isEmpty { headers["Content-Type"] = "application/json" }
        let request = BrokerRequest(
            method: .post, url: node.baseURL + path + Self.query(parameters), headers: headers,
            body: body, patience: Self.patience)
        return try await perform(request).good()
    }

    /// Hands in a signed message.
    ///
    /// No answer means nothing: the broker may have it. The same bytes are the same message to it,
    /// so they are sent once more before it is called unreachable. Whether it has the message then is open
    /// unless it says so: that it is busy now tells nothing of the first time.
    package mutating func send(_ token: [UInt8]) async throws(ToolFailure) -> BrokerAnswer {
        let request = BrokerRequest(
            method: .post, url: node.baseURL + "/events",
            headers: [
                "Content-Type": "application/secevent+jwt", "Accept": "application/json",
                "Accept-Language": "en-GB",
            ], body: token, patience: Self.patience)
        do throws(ToolFailure) {
            return try await hand(in: request)
        } catch  where error.status == .unavailable {
            let isOpen = error.isOpen
            do throws(ToolFailure) {
                return try await hand(in: request)
            } catch {
                throw isOpen && error.status != .data ? error.leavingOpen : error
            }
        }
    }

    private mutating func hand(in request: BrokerRequest) async throws(ToolFailure) -> BrokerAnswer
    {
        let answer: BrokerAnswer
        do throws(ToolFailure) {
            answer = try await perform(request)
        } catch {
            throw error.status == .unavailable ? error.leavingOpen : error
        }
        do throws(ToolFailure) {
            return try answer.good()
        } catch {
            throw answer.isRefusal ? error : error.leavingOpen
        }
    }

    /// Polls the mailbox (RFC 8936): reports what was taken, then asks for more.
    package mutating func poll(
        acknowledging taken: [TokenID], limit: Int? = nil, waits: Bool
    ) async throws(ToolFailure) -> MailboxPage {
        let body = MailboxPage.request(acknowledging: taken, limit: limit, waits: waits)
        let request = BrokerRequest(
            method: .post, url: node.baseURL + "/poll",
            headers: ["Content-Type": "application/json", "Accept": "application/json"],
            body: body.canonical, patience: waits ? Self.longPatience : Self.patience)
        return try MailboxPage(try await perform(request).good().json())
    }

    /// Gives back a checkpoint of the broker's log that the node has cosigned.
    mutating func cosign(_ note: [UInt8]) async throws(ToolFailure) {
        let request = BrokerRequest(
            method: .post, url: node.baseURL + "/log/cosignatures",
            headers: ["Content-Type": "text/plain", "Accept": "application/json"], body: note,
            patience: LogWatch.patience)
        _ = try await perform(request).good()
    }

    /// A message that the node sent or received, byte for byte.
    package mutating func message(
        _ token: TokenID, of issuer: AgencyID?
    ) async throws(ToolFailure) -> SignedEvent {
        let answer = try await get(
            "/messages/\(token.text)", [("iss", issuer?.uri)], accept: "application/secevent+jwt")
        return try SignedEvent(parsing: answer.body, from: "the broker")
    }

    /// Shows the node's certificate where it has one; a token only where that is missing, or where a
    /// person reads, of whom no certificate speaks.
    private mutating func perform(
        _ request: BrokerRequest
    ) async throws(ToolFailure) -> BrokerAnswer {
        var request = request
        request.transport = try node.transport?.read()
        if node.transport == nil || person != nil {
            request.headers["Authorization"] = "Bearer \(try bearer().text)"
        }
        return try await surroundings.exchange.perform(request)
    }

    private mutating func bearer() throws(ToolFailure) -> BearerToken {
        let now = surroundings.now()
        if let token, now < token.freshUntil { return token }
        let bearer = try BearerToken(for: node, now: now, person: person)
        token = bearer
        return bearer
    }

    private static func query(_ parameters: [(String, String?)]) -> String {
        let given = parameters.compactMap { name, value in
            value.map { "\(name)=\($0.percentEncoded)" }
        }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}

extension String {
    /// The text with all but the unreserved characters of RFC 3986 percent-encoded.
    fileprivate var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
