// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Safeguarding
import Signing
import TransparencyLog
import Wire

/// A bundle of evidence made by hand from Evidence.md: a referral, what it opened, and that nobody
/// answered it in time; each file of it can be spoilt and the bundle sealed again.
struct EvidenceFixture {
    let event: SignedEvent
    let log: NoteSigner
    let witness: NoteSigner
    var files: [String: [UInt8]] = [:]
    /// What the manifest says beside thread, time and reader; nothing for what is so.
    var told: [JSONMember] = []

    static let received: Int64 = 1_795_483_789_500
    static let due: Int64 = 1_795_483_799_500
    static let salt = SHA256.digest(of: Array("salt".utf8))

    /// What came last, in an entry of its own.
    enum Later { case nothing, escalated, delivered, read, corrected, passedOn }

    /// Signs a message in a way, and has something come after the miss.
    ///
    /// - Parameters:
    ///   - occurred: the message's `toe`.
    ///   - more: what was in force beside its key.
    init(
        in bench: Workbench, later: Later = .nothing, signed way: EvidenceSigner.Way = .pinned,
        occurred: Int64? = nil, more: [(role: String, bytes: [UInt8])] = []
    ) throws {
        let signer = try EvidenceSigner(way, in: bench)
        let inForce = signer.documents + more
        event = signer.event
        log = try NoteSigner(name: NoteName("baton.example/log"), key: .generate(.ed25519))
        witness = try NoteSigner(
            name: NoteName("witness.example"), type: .cosignature, key: .generate(.ed25519))
        let documents = inForce.map {
            JSONMember($0.role, .string(SHA256.digest(of: $0.bytes).description))
        }
        let entries = [
            Self.entry(0, at: 1, ["kind": "loaded", "documents": .object(documents)], []),
            Self.entry(
                1, at: Self.received, accepted(signer.kid, occurred), Self.parts(),
                shown: [0, 1, 2, 3]),
            Self.entry(2, at: Self.due, ["kind": "judged"], [Self.verdict]),
        ]
        try seal(entries + last(later))
        try add(inForce)
        files["jwks.json"] = JSONValue.canonical(["keys": []])
        files["reads.json"] = JSONValue.canonical(["items": .array(later == .read ? [read] : [])])
        files["timestamps.json"] = JSONValue.canonical(["items": []])
        files["messages/1.jwt"] = event.jws.token
        try addThread(later)
        for name in ["verify.py", "VERIFY.md"] {
            files[name] = Array(try Data(contentsOf: Checkout.file("config/evidence/\(name)")))
        }
        files["REPORT.html"] = Array("<!DOCTYPE html>".utf8)
    }

    /// The bundle, its manifest made for the files as they are now.
    func bundle() throws -> EvidenceBundle {
        let head = [
            JSONMember("txn", .string(event.thread.text)),
            JSONMember("made", "2026-11-29T00:00:00.000Z"),
            JSONMember("for", .string(event.issuer.uri)),
        ]
        return try EvidenceBundle(.object(head + (told.isEmpty ? honest : told)), files: files)
    }

    /// The same for a reader from whom what decided the expectation is withheld.
    func withholdingVerdict() throws -> Self {
        var fixture = self
        let entry = try json("entries/2.json").members ?? []
        fixture.files["entries/2.json"] =
            JSONValue.object(
                entry.filter { ["index", "entry", "proof"].contains($0.name) }
                    + [JSONMember("withheld", "restricted")]
            ).canonical
        for path in ["thread.json", "explanations/1.2.json"] {
            fixture.files[path] = try json(path).withholdingVerdicts.canonical
        }
        return fixture
    }

    /// The same for a recipient, to whom neither routing nor exclusions are told.
    func forRecipient() throws -> Self {
        var fixture = try showing([2])
        try fixture.edit("thread.json", "steps") { steps in
            steps = steps.map { step in
                guard step["kind"] == "accepted" else { return step }
                return step.without(["recipients", "excluded"]).mapping("proof") {
                    $0.without(["part", "part_number", "part_salt", "path"])
                }
            }
        }
        return fixture
    }

    /// The same with only some parts of the message's entry.
    func showing(_ numbers: [Int64]) throws -> Self {
        var fixture = self
        try fixture.edit("entries/1.json", "shown") { parts in
            parts.removeAll { !numbers.contains($0["number"]?.integer ?? -1) }
        }
        return fixture
    }

    /// Changes a list of a JSON file.
    mutating func edit(
        _ path: String, _ list: String, _ change: (inout [JSONValue]) -> Void
    ) throws {
        files[path] =
            try json(path).mapping(list) { value in
                var elements = value.array ?? []
                change(&elements)
                return .array(elements)
            }.canonical
    }

    func json(_ path: String) throws -> JSONValue {
        try JSONValue(text: String(decoding: files[path] ?? [], as: UTF8.self))
    }

    /// What the check of the bundle finds, with the log's key pinned.
    func findings() throws -> [EvidenceFinding] {
        var check = EvidenceCheck(try bundle(), log: LogKeys(log.verifierKey))
        return try check.run()
    }

    /// Changes a JSON file, by what stands in it.
    mutating func rewrite(_ path: String, _ old: String, _ new: String) {
        let text = String(decoding: files[path] ?? [], as: UTF8.self)
        precondition(text.contains(old), "\(path) has no \(old)")
        files[path] = Array(text.replacing(old, with: new).utf8)
    }

    private func accepted(_ kid: String, _ occurred: Int64?) -> JSONValue {
        let commitment = SHA256.digest(
            ofPieces: Self.salt.bytes, SHA256.digest(of: event.jws.signingInput).bytes)
        return .object(leavingOutNil: [
            "kind": "accepted", "iss": .string(event.issuer.uri), "kid": .string(kid),
            "txn": .string(event.thread.text), "jti": .string(event.token.text),
            "type": .string(event.type), "iat": 1_795_483_789, "config": 0, "follows": 0,
            "message": .string(commitment.description), "toe": occurred.map(JSONValue.integer),
        ])
    }

    private func last(_ later: Later) -> [[JSONMember]] {
        let at = Self.due + 60_000
        let council: JSONValue = "https://sunderland.council.example"
        return switch later {
        case .nothing: []
        case .escalated: [Self.entry(3, at: at, ["kind": "judged"], [Self.escalation])]
        case .passedOn: [Self.entry(3, at: at, ["kind": "judged"], [Self.passing])]
        case .corrected: [Self.entry(3, at: at, correctionFacts(), Self.correction)]
        case .delivered:
            [Self.entry(3, at: at, ["kind": "polled", "by": council], [Self.delivery])]
        case .read:
            [
                Self.entry(
                    3, at: at,
                    [
                        "kind": "read", "by": council, "question": "audit/thread",
                        "txn": .string(event.thread.text),
                    ], [])
            ]
        }
    }

    /// The read of the last entry, as it is listed.
    private var read: JSONValue {
        [
            "index": 3, "at": .string(Instant(milliseconds: Self.due + 60_000).rfc3339),
            "agency": "https://sunderland.council.example", "question": "audit/thread",
            "txn": .string(event.thread.text),
        ]
    }

    static func partLeaf(_ part: JSONValue) -> SHA256Digest {
        MerkleTree.leafHash(of: salt, part.canonical)
    }

    /// An entry without its path to the root: all parts, or only some, each with its path.
    private static func entry(
        _ index: Int64, at: Int64, _ facts: JSONValue, _ parts: [JSONValue], shown: [Int]? = nil
    ) -> [JSONMember] {
        let leaves = parts.map(partLeaf)
        let root = parts.isEmpty ? nil : MerkleTree.root(ofLeaves: leaves)
        let facts = JSONValue.object(
            (facts.members ?? [])
                + [root.map { JSONMember("parts", .string($0.description)) }].compactMap(\.self))
        let salted = SHA256.digest(salt, facts.canonical)
        let saltText = JSONValue.string(salt.description)
        let told: JSONMember =
            if let shown {
                JSONMember(
                    "shown",
                    .array(
                        shown.map { number in
                            let path = MerkleTree.path(of: number, inLeaves: leaves).hashes
                            return [
                                "number": .integer(Int64(number)), "part": parts[number],
                                "salt": saltText,
                                "path": .array(path.map { .string($0.description) }),
                            ]
                        }))
            } else {
                JSONMember("parts", .array(parts.map { ["part": $0, "salt": saltText] }))
            }
        return [
            JSONMember("index", .integer(index)), JSONMember("facts", facts),
            JSONMember("facts_salt", saltText), told,
            JSONMember(
                "entry",
                [
                    "at": .integer(at), "facts": .string(salted.description), "p": 1, "v": 1,
                ]),
        ]
    }

    private mutating func add(_ documents: [(role: String, bytes: [UInt8])]) throws {
        let items = documents.map { document -> JSONValue in
            let name = Hex.encode(SHA256.digest(of: document.bytes).bytes)
            files["documents/\(name)"] = document.bytes
            return ["role": .string(document.role), "loads": [0], "sha256": .string(name)]
        }
        files["documents.json"] = JSONValue.canonical(["items": .array(items)])
    }

    private mutating func seal(_ entries: [[JSONMember]]) throws {
        let leaves = entries.map { members in
            MerkleTree.leafHash(of: JSONValue.object(members)["entry"]?.canonical ?? [])
        }
        let checkpoint = Checkpoint(
            origin: log.verifierKey.name, size: UInt64(leaves.count),
            root: MerkleTree.root(ofLeaves: leaves))
        let note = checkpoint.signed(by: log)
        files["checkpoint"] = try note.adding(witness.cosign(note.text, time: 1_795_483_800)).bytes
        files["log.vkey"] = Array((log.verifierKey.vkey + "\n").utf8)
        for (index, members) in entries.enumerated() {
            let path = MerkleTree.path(of: index, inLeaves: leaves).hashes
            let proof = JSONMember("proof", .array(path.map { .string($0.description) }))
            files["entries/\(index).json"] = JSONValue.object(members + [proof]).canonical
        }
        let entry = JSONValue.object(entries[1])
        let extra = JSONValue.canonical([
            "entry": entry["entry"] ?? .null, "facts": entry["facts"] ?? .null,
            "facts_salt": .string(Self.salt.description),
            "message_salt": .string(Self.salt.description),
        ])
        files["receipts/1.tlog-proof"] =
            LogProof(
                extra: extra, index: 1, hashes: MerkleTree.path(of: 1, inLeaves: leaves).hashes,
                checkpoint: note
            ).bytes
    }

    /// The thread as the broker would tell it, with the proofs that it gives.
    private mutating func addThread(_ later: Later) throws {
        let opening = try proof(of: 1, part: 2, Self.parts()[2])
        var verdicts = [try proof(of: 2, part: 0, Self.verdict)]
        if later == .escalated { verdicts.append(try proof(of: 3, part: 0, Self.escalation)) }
        let council: JSONValue = "https://sunderland.council.example"
        let isPassedOn = later == .passedOn
        let expectation = JSONValue.object(leavingOutNil: [
            "expectation": "baton.example/log/1.2", "rule": "R1", "pack": "demo",
            "calendar": "none", "force": "statutory", "break_point": "B3",
            "break_point_name": "received, not owned", "expects": [], "type": "referral.made",
            "txn": .string(event.thread.text), "iss": .string(event.issuer.uri),
            "jti": .string(event.token.text),
            "from": .string(Instant(milliseconds: Self.received).rfc3339),
            "shortfall": "not-acknowledged", "verdict": "missed",
            "owed_by": isPassedOn ? Self.passing["to"] : council,
            "passed_on_by": isPassedOn ? council : nil,
            "owed_to": "https://northumbria.police.example",
            "due": .string(Instant(milliseconds: Self.due).rfc3339),
            "missed_at": .string(Instant(milliseconds: Self.due).rfc3339), "proof": opening,
            "verdict_proofs": .array(verdicts),
        ])
        let marks = later == .corrected ? [Self.mark] : []
        let told = (expectation.members ?? []) + marks
        files["explanations/1.2.json"] = JSONValue.object(told + explained(later)).canonical
        var steps = [JSONValue.object((try arrival().members ?? []) + marks)]
        if later == .delivered { steps.append(try delivered()) }
        if later == .corrected { steps.append(try correctionStep()) }
        files["thread.json"] = JSONValue.canonical([
            "txn": .string(event.thread.text), "expectations": [.object(told)],
            "steps": .array(steps),
        ])
    }

    /// What an explanation says beside what the thread does.
    private func explained(_ later: Later) -> [JSONMember] {
        func line(_ index: Int64, _ time: Int64) -> JSONValue {
            ["index": .integer(index), "at": .string(Instant(milliseconds: time).rfc3339)]
        }
        var lines = [line(1, Self.received), line(2, Self.due)]
        if later == .escalated { lines.append(line(3, Self.due + 60_000)) }
        let received = JSONValue.string(Instant(milliseconds: Self.received).rfc3339)
        return [
            JSONMember("entries", .array(lines)),
            JSONMember(
                "clocks",
                [
                    "opening_issued_at": .string(Instant(seconds: 1_795_483_789).rfc3339),
                    "opening_received_at": received, "counted_from": received,
                    "due": .string(Instant(milliseconds: Self.due).rfc3339),
                ]),
        ]
    }

    private func arrival() throws -> JSONValue {
        [
            "kind": "accepted", "index": 1, "jti": .string(event.token.text),
            "type": "referral.made", "agency": .string(event.issuer.uri),
            "iss": .string(event.issuer.uri),
            "at": .string(Instant(milliseconds: Self.received).rfc3339),
            "recipients": [
                ["agency": "https://sunderland.council.example", "why": "addressed"]
            ],
            "excluded": [
                ["agency": "https://school.sunderland.example", "rule": "no-agreement"]
            ],
            "proof": try proof(of: 1, part: 0, Self.parts()[0]),
        ]
    }

    private func delivered() throws -> JSONValue {
        [
            "kind": "delivered", "index": 3, "jti": .string(event.token.text),
            "type": "referral.made", "agency": "https://sunderland.council.example",
            "iss": .string(event.issuer.uri),
            "at": .string(Instant(milliseconds: Self.due + 60_000).rfc3339),
            "proof": try proof(of: 3, part: 0, Self.delivery),
        ]
    }
}

extension JSONValue {
    /// The same, where verdicts had proofs, with the names of their entries alone.
    fileprivate var withholdingVerdicts: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { member in
                    member.name == "verdict_proofs"
                        ? JSONMember("withheld_verdicts", [2])
                        : JSONMember(member.name, member.value.withholdingVerdicts)
                })
        case .array(let elements): .array(elements.map(\.withholdingVerdicts))
        default: self
        }
    }

    /// The canonical bytes of a literal.
    fileprivate static func canonical(_ value: JSONValue) -> [UInt8] { value.canonical }
}
