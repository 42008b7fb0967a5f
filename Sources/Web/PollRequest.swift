// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Wire

/// The body of a poll, read strictly (RFC 8936 section 2.4).
enum PollRequest {
    /// Reads a poll; every member is optional, and one that is there must have its type.
    ///
    /// What cannot be a `jti` was never handed out and counts for nothing, as an unknown one does.
    static func read(_ bytes: [UInt8], limits: WebLimits, acks: Int) throws(Fault) -> Poll {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: jsonLimits(limits, acks))
        } catch {
            throw .badRequest("The poll is not strict JSON: \(error.sentence)")
        }
        guard document.root.kind == .object else {
            throw .badRequest("A poll must be a JSON object, such as {}.")
        }
        let poll = Poll(
            maxEvents: try maxEvents(document.root["maxEvents"]),
            returnImmediately: try flag(document.root["returnImmediately"]),
            acknowledged: try tokens(document.root["ack"], "ack"),
            errors: try errors(document.root["setErrs"]),
            noted: Array(try tokens(document.root[notedMember], notedMember).prefix(acks)))
        guard poll.acknowledged.count + poll.errors.count <= acks else {
            throw .badRequest("A poll may report at most \(acks) messages.", at: "/ack")
        }
        return poll
    }

    /// The member by which the short road tells the framework's what a poll acknowledged that is noted
    /// already (`Poll.noted`); whoever else sends it keeps something from its own answer, and no more.
    static let notedMember = "baton:noted"

    /// The body of the same poll once its report is noted.
    ///
    /// As many `jti`s as a poll may acknowledge fit into half of what its body may hold.
    static func withoutReport(_ poll: Poll) -> [UInt8] {
        let noted = poll.acknowledged + poll.noted
        return JSONValue.object(leavingOutNil: [
            "maxEvents": poll.maxEvents.map { .integer(Int64($0)) },
            "returnImmediately": .boolean(poll.returnImmediately),
            notedMember: noted.isEmpty ? nil : .array(noted.map { .string($0.text) }),
        ]).canonical
    }

    private static func jsonLimits(_ limits: WebLimits, _ acks: Int) -> JSONLimits {
        JSONLimits(
            bytes: limits.pollBytes, depth: 8, nodes: 16 + 8 * acks, stringBytes: limits.pollBytes,
            numberBytes: 32)
    }

    private static func maxEvents(_ node: JSONNode?) throws(Fault) -> Int? {
        guard let node else { return nil }
        guard let value = node.integer, (0...Int64(Int32.max)).contains(value) else {
            throw .badRequest("`maxEvents` must be a whole number, 0 or more.", at: "/maxEvents")
        }
        return Int(value)
    }

    private static func flag(_ node: JSONNode?) throws(Fault) -> Bool {
        guard let node else { return false }
        guard let value = node.boolean else {
            throw .badRequest(
                "`returnImmediately` must be true or false.", at: "/returnImmediately")
        }
        return value
    }

    private static func tokens(_ node: JSONNode?, _ name: String) throws(Fault) -> [TokenID] {
        guard let node else { return [] }
        guard node.kind == .array else {
            throw .badRequest("`\(name)` must be an array of jti strings.", at: "/\(name)")
        }
        var tokens: [TokenID] = []
        for (position, element) in node.elements.enumerated() {
            guard let text = element.string else {
                throw .badRequest(
                    "`\(name)` must hold jti strings only.", at: "/\(name)/\(position)")
            }
            if let token = try? TokenID(text) { tokens.append(token) }
        }
        return tokens
    }

    /// How much of an `err` is kept, in bytes; what is longer is cut, and the poll is taken.
    static let codeBytes = 128
    /// How much of a `description` is kept, in Unicode scalars.
    static let descriptionScalars = 1_000

    /// What was refused, and why.
    ///
    /// Nothing that an `err` says, however long, keeps the poll's acknowledgements from counting.
    private static func errors(_ node: JSONNode?) throws(Fault) -> [Poll.SetError] {
        guard let node else { return [] }
        guard node.kind == .object else {
            throw .badRequest("`setErrs` must be an object of jti to error.", at: "/setErrs")
        }
        var errors: [Poll.SetError] = []
        for member in node.members {
            guard let code = member.value["err"]?.string, !code.isEmpty else {
                let place = JSONPointer(tokens: ["setErrs", member.name.string ?? "", "err"])
                throw .badRequest(
                    "Each member of `setErrs` needs a string `err`.", at: place.description)
            }
            guard let token = member.name.string.flatMap({ try? TokenID($0) }) else { continue }
            errors.append(
                Poll.SetError(
                    token: token, code: code.cut(toBytes: codeBytes),
                    description: member.value["description"]?.string.map {
                        String($0.unicodeScalars.prefix(descriptionScalars))
                    }))
        }
        return errors
    }
}

extension String {
    /// As many whole scalars from the beginning as fit into so many bytes of UTF-8.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var (kept, bytes) = (String.UnicodeScalarView(), 0)
        for scalar in unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= limit else { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}
