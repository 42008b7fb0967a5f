// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

@testable import AgencyTools

/// The logs that the lists are held against, and what brokers tell of them.
extension `A list of what was missed` {
    var council: String { "https://sunderland.council.example" }
    var police: String { "https://northumbria.police.example" }

    /// A log in which two expectations were opened, and the first was missed and met late.
    func proof(
        _ choice: MissedChoice = MissedChoice(), before size: UInt64 = .max
    ) throws -> MissedProof {
        var proof = MissedProof(choice, before: size)
        try proof.take(entry(4, at: 100, [terms("R1", due: 200), terms("R2", due: 900)]))
        try proof.take(entry(7, at: 200, [missed("4.0")]))
        try proof.take(
            entry(
                9, at: 300,
                [#"{"part":"verdict","expectation":"o/4.0","verdict":"met_late","at":300}"#]))
        return proof
    }

    func terms(_ rule: String, due: Int64) -> String {
        """
        {"part":"expectation","rule":"\(rule)","due":\(due),"owed_by":"\(council)",\
        "owed_to":"\(police)","break_point":"B3","calendar":"c","expects":[],"force":"statutory",\
        "from":100,"pack":"p"}
        """
    }

    func missed(_ name: String) -> String {
        """
        {"part":"verdict","expectation":"o/\(name)","verdict":"missed","break_point":"B3",\
        "shortfall":"late"}
        """
    }

    func entry(_ index: Int64, at: Int64, _ parts: [String]) throws -> LoggedEntry {
        let nodes = try parts.map { try JSONDocument(parsing: $0).root }
        return LoggedEntry(
            index: index, at: at,
            facts: try JSONDocument(
                parsing: """
                    {"iss":"\(police)","jti":"j","kind":"accepted","txn":"t",\
                    "type":"https://w3id.org/baton/event/referral.made/v1"}
                    """
            ).root,
            parts: Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0, $1) }))
    }

    func withheld(_ index: Int64, at: Int64, _ reason: String) -> LoggedEntry {
        LoggedEntry(index: index, at: at, facts: nil, parts: [:], withheld: reason)
    }

    func told(_ name: String, verdict: String = "met_late") throws -> JSONNode {
        try JSONDocument(
            parsing: """
                {"expectation":"o/\(name)","verdict":"\(verdict)","owed_by":"\(council)",\
                "due":"1970-01-01T00:00:00.200Z","missed_at":"1970-01-01T00:00:00.200Z",\
                "met_at":"1970-01-01T00:00:00.300Z","late_by_seconds":0,"break_point":"B3",\
                "shortfall":"late",\(opening)}
                """
        ).root
    }

    /// What a list tells of that with which each was opened.
    var opening: String {
        """
        "iss":"\(police)","jti":"j","txn":"t","owed_to":"\(police)",\(unidentified)
        """
    }

    var unidentified: String {
        """
        "type":"referral.made","rule":"R1","pack":"p","calendar":"c","force":"statutory","expects":[],\
        "from":"1970-01-01T00:00:00.100Z","break_point_name":"\(BreakPoint(rawValue: "B3")?.name ?? "")"
        """
    }

    func differences(
        _ told: [JSONNode], _ choice: MissedChoice = MissedChoice(), before size: UInt64 = .max
    ) throws -> [String] {
        try proof(choice, before: size).compare(told).differences
    }

    /// What a broker may say of a miss that it laid to withheld entries: those of 4.0 are due at 200.
    func laid(
        _ verdict: String, missed: Int? = nil, met: Int? = nil, to entries: [Int],
        owedBy: String? = nil, name: String = "4.0"
    ) throws -> JSONNode {
        var text = #"{"expectation":"o/\#(name)","verdict":"\#(verdict)","break_point":"B3","#
        text += #""owed_by":"\#(owedBy ?? council)","due":"1970-01-01T00:00:00.200Z","#
        text += #""withheld_verdicts":\#(entries),\#(opening)"#
        if let owedBy, owedBy != council { text += #","passed_on_by":"\#(council)""# }
        if let missed {
            text += #","missed_at":"1970-01-01T00:00:00.\#(missed)Z","shortfall":"late""#
        }
        if let met { text += #","met_at":"1970-01-01T00:00:00.\#(met)Z""# }
        if verdict == "met_late" { text += #","late_by_seconds":0"# }
        return try JSONDocument(parsing: text + "}").root
    }

    /// A log in which 4.0 was missed by entry 7 and nothing is shown to have come; 5 and 9 are restricted.
    func doubtful(
        _ choice: MissedChoice = MissedChoice(), before size: UInt64 = .max
    ) throws -> MissedProof {
        var proof = MissedProof(choice, before: size)
        try proof.take(entry(4, at: 100, [terms("R1", due: 200)]))
        try proof.take(withheld(5, at: 150, "restricted"))
        try proof.take(entry(7, at: 200, [missed("4.0")]))
        try proof.take(withheld(9, at: 300, "restricted"))
        return proof
    }

    /// A log in which 4.0 is due at 200 ms; 5 is withheld and came before that, 9 later, and the last entry
    /// came when all must have been judged.
    func overdue(
        _ choice: MissedChoice = MissedChoice(), clock: String? = nil
    ) throws -> MissedProof {
        let doubt = try clock.map { kind in
            LoggedEntry(
                index: 8, at: 210, facts: try JSONDocument(parsing: #"{"kind":"\#(kind)"}"#).root,
                parts: [:])
        }
        let log = [
            try entry(4, at: 100, [terms("R1", due: 200)]), withheld(5, at: 150, "restricted"),
            withheld(6, at: 150, "purged"), doubt, withheld(9, at: 300, "restricted"),
            try entry(10, at: 200 + JudgedTime.allowance, []),
        ]
        var proof = MissedProof(choice)
        for entry in log.compactMap(\.self) {
            proof.note(entry)
            try proof.take(entry)
        }
        return proof
    }
}
