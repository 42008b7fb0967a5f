// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// What a configuration says otherwise than those that were in force in the same store before it.
enum Contradiction: Error, Sendable, Hashable {
    /// A file is not the key that the store was written with, by its place in the configuration.
    case key(String, file: String?)
    /// A store key is not named any more, and the message of that entry lies under it.
    case absent(String, entry: Int64)
    /// The broker has another URI.
    case broker(AgencyID, was: AgencyID)
    /// A partnership's number in the public log was given to another.
    case number(Int, was: PartnershipID, now: PartnershipID)
    /// A partnership has another number than in the public log.
    case renumbered(PartnershipID, was: Int, now: Int)
}

extension Contradiction: CustomStringConvertible {
    /// What is wrong, then what to do.
    var description: String { "\(what), \(instead)" }

    /// By which name the configuration knows where it says so.
    var member: String {
        switch self {
        case .key(let name, _), .absent(let name, _): name
        case .broker: "broker.uri"
        case .number(_, _, let now): Written.number(of: now)
        case .renumbered(let id, _, _): Written.number(of: id)
        }
    }

    /// What is wrong.
    var what: String {
        switch self {
        case .key(let name, let file):
            "\(file ?? "the file") is not the key that the store was written with as `\(name)`"
        case .absent(let name, let entry):
            "`\(name)` is not named, and under it lies the message of entry \(entry), which nobody "
                + "could be handed"
        case .broker(let now, let was):
            "`broker.uri` is now \(now), and the store was written by \(was)"
        case .number(let number, let was, let now):
            "number \(number) of partnership \(was) was given to \(now), and the public log keeps "
                + "it for ever"
        case .renumbered(let id, let was, let now):
            "partnership \(id) has the number \(was) in the public log, and not \(now): its past would "
                + "be nobody's"
        }
    }

    /// What to do.
    var instead: String {
        switch self {
        case .key("broker.jti_key", _): "put the old key back: this one is never exchanged"
        case .absent: "name it again, until all that lies under it was purged"
        case .key: "put the old key back, and name a new one beside it under a new number"
        case .broker: "write the old one"
        case .number(_, _, let now): "give \(now) a new number"
        case .renumbered(_, let was, _): "write \(was)"
        }
    }
}
