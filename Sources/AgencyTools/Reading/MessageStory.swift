// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Wire

/// What was sent and received, and how it stands, as a person reads it.
package enum MessageStory {
    /// The list of messages, one a row.
    package static func list(_ items: [JSONNode]) -> TextTable {
        var table = TextTable(["time (London)", "message", "type", "from", "thread", "state"])
        for item in items {
            table.add([
                .init(Words.time(item.text("at"))), .init(item.text("jti") ?? ""),
                .init(Words.type(item.text("type"))), .init(Words.agency(item.text("iss"))),
                .init(item.text("txn") ?? ""), state(item.text("state"), item),
            ])
        }
        return table
    }

    /// What one message is, in lines.
    package static func heading(_ message: JSONNode) -> [String] {
        [
            "\(Words.type(message.text("type"))) from \(Words.agency(message.text("iss")))",
            "message \(message.text("jti") ?? "")",
            "thread  \(message.text("txn") ?? "")",
            "state   \(message.text("state") ?? "")",
        ]
    }

    /// How one message stands with each of its recipients.
    package static func recipients(_ message: JSONNode) -> TextTable {
        var table = TextTable(
            ["recipient", "state", "why", "routed", "delivered", "acknowledged", "answered"])
        for recipient in message.list("recipients") {
            let why = [recipient.text("why"), recipient.text("agreement")].compactMap(\.self)
            table.add(
                [
                    .init(Words.agency(recipient.text("agency"))), state(recipient.text("state")),
                    .init(why.joined(separator: ", ")),
                ]
                    + ["routed_at", "delivered_at", "acknowledged_at", "answered_at"].map {
                        .init(Words.time(recipient.text($0)))
                    })
        }
        return table
    }

    /// Who does not receive it, and by which rule; nothing when nobody fell out.
    package static func exclusions(_ message: JSONNode) -> [String] {
        message.list("excluded").map {
            "not to \(Words.agency($0.text("agency"))): \($0.text("rule") ?? "")"
        }
    }

    /// Agreements that let it out and should have been reviewed before.
    package static func overdueAgreements(_ message: JSONNode) -> [String] {
        message.list("overdue_agreements").compactMap(\.string).map {
            "agreement \($0) was past its day of review; ask for its review"
        }
    }

    /// What was tried and failed.
    package static func attempts(_ message: JSONNode) -> [String] {
        message.list("attempts").map {
            let time = Words.time($0.text("at"))
            return "\(time) \(Words.agency($0.text("agency"))): \($0.text("outcome") ?? "failed")"
        }
    }

    /// What a later message did to it and that it was purged; that its signer's key was revoked, and
    /// what came of a doubt in which it was taken.
    package static func marks(_ message: JSONNode) -> [String] {
        var lines = amendments(message)
        if let purged = message["purged"] {
            lines.append(
                "purged \(Words.time(purged.text("at"))): its content is gone, its proofs stay good"
            )
        }
        if let revoked = message["revoked"] {
            lines.append(
                "look through it: its key is revoked from \(Words.time(revoked.text("revoked_at"))) "
                    + "(\(revoked.text("why") ?? "")); ask its sender whether it is theirs")
        }
        switch message["doubt"]?.text("state") {
        case "open": lines.append("whether its certificate was revoked cannot be told yet")
        case "clear": lines.append("its certificate was in doubt and was not revoked")
        default: break
        }
        return lines
    }

    /// What later messages put right in it or took back of it.
    static func amendments(_ message: JSONNode) -> [String] {
        message.list("amended").map { amended in
            let by = amended.text("jti").map { " by \($0)" } ?? ""
            return "\(amended.text("kind") ?? "amended") \(Words.time(amended.text("at")))\(by)"
        }
    }

    /// What was done to a message, each kind once, in the order in which they came.
    static func amendmentKinds(_ message: JSONNode) -> [String] {
        var seen: Set<String> = []
        return message.list("amended").compactMap { $0.text("kind") }
            .filter { seen.insert($0).inserted }
    }

    /// What its sender should look at.
    package static func warnings(_ message: JSONNode) -> [String] {
        message.list("warnings").map {
            let place = $0.text("at") ?? ""
            return "look at \(place.isEmpty ? "the payload" : place): \($0.text("detail") ?? "")"
        }
    }

    /// A message of the mailbox in one line.
    package static func line(_ event: SignedEvent) -> String {
        "\(event.token)  \(Words.type(event.type))  from \(Words.agency(event.issuer.uri))  "
            + "thread \(event.thread)"
    }

    /// A state in a list, with what was done to the message.
    private static func state(_ word: String?, _ item: JSONNode) -> TextTable.Cell {
        let marks = amendmentKinds(item) + (item["purged"] == nil ? [] : ["purged"])
        guard !marks.isEmpty else { return state(word) }
        return .init(([word ?? ""] + marks).joined(separator: ", "), .bad)
    }

    /// A state of a message or a handoff.
    static func state(_ word: String?) -> TextTable.Cell {
        let word = word ?? ""
        switch word {
        case "acknowledged", "answered": return .init(word, .good)
        case "refused", "undeliverable", "unrouted": return .init(word, .bad)
        default: return .init(word)
        }
    }
}
