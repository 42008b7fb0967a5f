// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

@testable import AgencyTools

/// The parts of the entries that the bundle shows.
extension EvidenceFixture {
    static func parts() -> [JSONValue] {
        [
            ["part": "routing", "recipients": ["https://sunderland.council.example"]],
            ["part": "handoff", "to": "https://sunderland.council.example", "why": "addressed"],
            [
                "part": "expectation", "rule": "R1", "pack": "demo", "calendar": "none",
                "force": "statutory", "break_point": "B3", "due": .integer(due),
                "from": .integer(received), "owed_by": "https://sunderland.council.example",
                "owed_to": "https://northumbria.police.example", "expects": [],
            ],
            [
                "part": "exclusion", "agency": "https://school.sunderland.example",
                "rule": "no-agreement",
            ],
        ]
    }

    static let delivery: JSONValue = [
        "part": "step", "handoff": "baton.example/log/1.1", "step": "delivered",
    ]

    static let verdict: JSONValue = [
        "part": "verdict", "expectation": "baton.example/log/1.2", "verdict": "missed",
        "break_point": "B3", "shortfall": "not-acknowledged",
    ]

    static let escalation: JSONValue = [
        "part": "verdict", "expectation": "baton.example/log/1.2", "verdict": "escalated",
        "rung": 1,
    ]

    /// That the duty was passed on, as what decides nothing and is told by no proof.
    static let passing: JSONValue = [
        "part": "verdict", "expectation": "baton.example/log/1.2", "verdict": "passed_on",
        "to": "https://school.sunderland.example",
    ]

    /// The routing of the correction, which nobody receives, and what it does.
    static let correction: [JSONValue] = [
        ["part": "routing", "recipients": []],
        ["part": "amendment", "kind": "corrected", "message": 1],
    ]

    /// The facts of the correction, which follows the referral.
    func correctionFacts() -> JSONValue {
        [
            "kind": "accepted", "iss": .string(event.issuer.uri), "jti": "a-correction",
            "txn": .string(event.thread.text), "config": 0, "follows": 1,
            "type": .string(event.type.replacing("referral.made", with: "record.corrected")),
        ]
    }

    /// The correction as a step of the thread.
    func correctionStep() throws -> JSONValue {
        [
            "kind": "accepted", "index": 3, "jti": "a-correction", "type": "record.corrected",
            "agency": .string(event.issuer.uri), "iss": .string(event.issuer.uri),
            "at": .string(Instant(milliseconds: Self.due + 60_000).rfc3339),
            "recipients": [], "proof": try proof(of: 3, part: 0, Self.correction[0]),
        ]
    }

    /// That the referral was corrected, as it is shown beside it and what it opened.
    static let mark = JSONMember(
        "amended",
        [
            [
                "at": .string(Instant(milliseconds: due + 60_000).rfc3339), "index": 3,
                "jti": "a-correction", "kind": "corrected",
            ]
        ])

    /// What the broker gives as proof of a part: the entry with its salts, and the part's path.
    func proof(of index: Int, part number: Int64, _ part: JSONValue) throws -> JSONValue {
        let entry = try JSONValue(
            text: String(decoding: files["entries/\(index).json"] ?? [], as: UTF8.self))
        let leaves = Self.parts(of: index, or: part).map(Self.partLeaf)
        let path = MerkleTree.path(of: Int(number), inLeaves: leaves).hashes
        return [
            "index": .integer(Int64(index)), "entry": entry["entry"] ?? .null,
            "facts": entry["facts"] ?? .null, "facts_salt": .string(Self.salt.description),
            "part": part, "part_number": .integer(number),
            "part_salt": .string(Self.salt.description),
            "path": .array(path.map { .string($0.description) }),
        ]
    }

    private static func parts(of index: Int, or part: JSONValue) -> [JSONValue] {
        if index == 1 { return parts() }
        return correction.contains(part) ? correction : [part]
    }
}
