// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// What other rooms must know of a payload that meets its schema.
package struct MessageContent: Sendable, Hashable {
    /// The message that is answered, as its sender names it.
    package let inReplyTo: ReplyReference?
    /// The subjects that the message names, in its order; none named means all of the thread.
    package let subjects: [SubjectMention]
    /// Whether the caveat `restricted-operation` stands in it.
    package let isRestricted: Bool
    /// Whether the sender says that this is a late entry of something first told otherwise.
    package let isLateEntry: Bool
    /// The coded values that audits and rules need, by the names that the schema gives them.
    package let particulars: [String: String]

    /// Reads a payload; what does not have the shape of its schema is left out.
    init(_ payload: JSONNode, as entry: Catalogue.Entry) {
        inReplyTo = payload["in_reply_to"].flatMap(ReplyReference.init)
        subjects = Self.subjects(in: entry.subjects.flatMap(payload.at))
        isRestricted = Self.isRestricted(payload)
        isLateEntry = payload["late_entry"].map { $0.kind != .false && $0.kind != .null } ?? false
        particulars = Self.particulars(of: payload, at: entry.particulars)
    }

    private static func particulars(
        of payload: JSONNode, at places: [String: JSONPointer]
    ) -> [String: String] {
        // As large at once as it can become.
        var particulars = [String: String](minimumCapacity: places.count)
        for (name, place) in places { particulars[name] = payload.at(place)?.codedValue }
        return particulars
    }

    /// Whether a payload has the caveat that keeps its thread among those it names.
    static func isRestricted(_ payload: JSONNode) -> Bool {
        payload["caveats"]?.elements.contains { $0.isString("restricted-operation") } ?? false
    }

    private static func subjects(in list: JSONNode?) -> [SubjectMention] {
        list?.elements.compactMap(SubjectMention.init) ?? []
    }
}

/// `in_reply_to`: the message that is answered, bound by its digest and never by order.
package struct ReplyReference: Sendable, Hashable {
    /// Who issued it: an agency, or the broker itself.
    package let issuer: String
    /// Its `jti`.
    package let token: TokenID
    /// SHA-256 of its JWS signing input.
    package let digest: SHA256Digest

    init?(_ node: JSONNode) {
        guard let issuer = node["iss"]?.string,
            let token = node["jti"]?.string.flatMap({ try? TokenID($0) }),
            let bytes = node["digest"]?.string.flatMap({ try? Base64URL.decode($0) }),
            let digest = SHA256Digest(bytes: bytes)
        else { return nil }
        self.issuer = issuer
        self.token = token
        self.digest = digest
    }
}

extension JSONNode {
    /// A coded value as text: a string, a number as written, or `true` and `false`.
    fileprivate var codedValue: String? {
        switch kind {
        case .string: string
        case .number: numberText
        case .true: "true"
        case .false: "false"
        case .object, .array, .null: nil
        }
    }
}
