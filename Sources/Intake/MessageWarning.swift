// SPDX-License-Identifier: Apache-2.0

import Schema
package import Wire

/// Something in an accepted message that its sender should look at.
///
/// What a supplier adds, or is ahead of us in, loses no referral (standards.md section 5); but it
/// may be a slip, so the sender is told.
package enum MessageWarning: Sendable, Hashable {
    /// The payload names a minor version that is not known here; the newest known one judged it.
    case unknownVersion(named: String, judgedBy: String)
    /// The schema says nothing of this member.
    case unknownMember(JSONPointer, schema: String)
    /// There are more unknown members than are told.
    case moreUnknownMembers

    /// The word for programs: `unknown_version` or `unknown_member`.
    package var code: String {
        switch self {
        case .unknownVersion: "unknown_version"
        case .unknownMember, .moreUnknownMembers: "unknown_member"
        }
    }

    /// The place in the payload.
    package var place: JSONPointer {
        switch self {
        case .unknownVersion: JSONPointer(tokens: ["schema"])
        case .unknownMember(let place, _): place
        case .moreUnknownMembers: JSONPointer()
        }
    }

    /// What it is and what to do.
    package var sentence: String {
        switch self {
        case .unknownVersion(let named, let judge):
            "`\(named.shortened)` is not known here; the message was judged by `\(judge)`."
        case .unknownMember(_, let schema):
            "`\(schema)` does not name this member; it was passed on as it is. Is it misspelt?"
        case .moreUnknownMembers:
            "More than \(UnknownMembers.limit) members are unknown; these are the first."
        }
    }
}

extension Catalogue {
    /// What the sender of an accepted message should look at; nothing when all is known.
    package func warnings(event: String, payload: JSONNode) -> [MessageWarning] {
        guard let entry = try? entry(event: event, payload: payload) else { return [] }
        var warnings: [MessageWarning] = []
        if let named = payload["schema"]?.string, named != entry.schema.id {
            warnings.append(.unknownVersion(named: named, judgedBy: entry.schema.id))
        }
        let unknown = UnknownMembers(in: payload, by: entry.schema, in: registry)
        warnings += unknown.pointers.map { .unknownMember($0, schema: entry.schema.id) }
        if unknown.areMore { warnings.append(.moreUnknownMembers) }
        return warnings
    }
}
