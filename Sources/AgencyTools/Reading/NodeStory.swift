// SPDX-License-Identifier: Apache-2.0

import Wire

/// The systems of an agency, as a person reads how the broker sees them.
enum NodeStory {
    /// One row a node.
    static func table(_ nodes: [JSONNode]) -> TextTable {
        var table = TextTable(["node", "agency", "keys", "last message (London)", "clock"])
        for node in nodes {
            table.add([
                .init(node.text("node") ?? ""), .init(Words.agency(node.text("agency"))),
                .init(node.list("keys").compactMap { $0.text("kid") }.joined(separator: ", ")),
                .init(Words.time(node.text("last_message_at"))), clock(node["clock"]),
            ])
        }
        return table
    }

    /// What to do, a line for each node whose clock is not right.
    static func advice(_ nodes: [JSONNode]) -> [String] {
        nodes.compactMap { node in
            node["clock"]?.text("what_to_do").map { "\(node.text("node") ?? ""): \($0)" }
        }
    }

    /// Until when the certificates are good that the agency showed, a line each.
    static func certificates(_ nodes: [JSONNode]) -> [String] {
        nodes.flatMap { $0.list("certificates") }.map { certificate in
            "certificate for \(certificate.text("use") ?? ""), serial number "
                + "\(certificate.text("serial") ?? ""): until "
                + "\(Words.time(certificate.text("until"))) (London)"
        }
    }

    private static func clock(_ clock: JSONNode?) -> TextTable.Cell {
        guard let milliseconds = clock?["difference_ms"]?.integer else { return "" }
        let isRight = clock?.text("standing") == "right"
        let sign = milliseconds < 0 ? "-" : "+"
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        return .init("\(sign)\(seconds).\(rest / 100) s", isRight ? .good : .bad)
    }
}
