// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// A bundle that somebody altered, and sealed again; each was once taken by one verifier or by both.
struct EvidenceLie {
    /// What was done to it.
    let name: String
    /// What is said of it.
    let says: String
    /// The bundle.
    let fixture: EvidenceFixture

    init(
        _ name: String, _ says: String, _ honest: EvidenceFixture,
        _ alter: (inout EvidenceFixture) throws -> Void
    ) rethrows {
        (self.name, self.says) = (name, says)
        var altered = honest
        try alter(&altered)
        fixture = altered
    }

    static func all(in bench: Workbench) throws -> [EvidenceLie] {
        try misses(in: bench) + exclusions(in: bench) + steps(in: bench) + reads(in: bench)
            + forms(in: bench) + gaps(in: bench) + times(in: bench) + amendments(in: bench)
            + proofs(in: bench) + counts(in: bench) + verdicts(in: bench) + contents(in: bench)
            + strangers(in: bench) + bases(in: bench)
    }

    /// What was taken out together with what would have told of it.
    private static func gaps(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let revoked = try EvidenceFixture(in: bench, signed: .revoked)
        return try [
            EvidenceLie("the list that revokes", "leaves out revocation-list:", revoked) {
                try $0.drop(documentsOf: "revocation-list:")
            },
            EvidenceLie("an authority dropped", "leaves out certificate:", revoked) {
                try $0.drop(documentsOf: "certificate:")
            },
            EvidenceLie("the senders' keys dropped", "leaves out key:", honest) {
                $0.files["messages/1.jwt"] = nil
                try $0.drop(documentsOf: "key:")
            },
            EvidenceLie("an explanation dropped", "and the thread tells of it", honest) {
                $0.files["explanations/1.2.json"] = nil
            },
            EvidenceLie(
                "what a message follows", "leaves out entry 0, which that of entry 1 follows",
                honest.overseen()
            ) { $0.files["entries/0.json"] = nil },
            EvidenceLie(
                "a message left out uncounted", "of `content of a message` as left out",
                honest.overseen()
            ) { $0.files["messages/1.jwt"] = nil },
            EvidenceLie(
                "an entry withheld uncounted", "counts 0 of `entry` as left out, and it is 1",
                honest
            ) { $0 = try $0.withholdingVerdict().overseen() },
            EvidenceLie(
                "a count of nothing", "counts 2 of `part` as left out", honest.overseen(["part": 2])
            ) { _ in },
        ]
    }

    /// Times and entries that an explanation gives otherwise than the log.
    private static func times(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let path = "explanations/1.2.json"
        func lie(
            _ name: String, _ says: String, _ alter: (inout String) -> Void
        ) -> EvidenceLie {
            EvidenceLie(name, says, honest) { fixture in
                var text = String(decoding: fixture.files[path] ?? [], as: UTF8.self)
                let before = text
                alter(&text)
                precondition(text != before, name)
                fixture.files[path] = Array(text.utf8)
            }
        }
        let due = Instant(milliseconds: EvidenceFixture.due).rfc3339
        let received = Instant(milliseconds: EvidenceFixture.received).rfc3339
        let other = "2026-01-01T00:00:00.000Z"
        return [
            lie("another receipt", "`opening_received_at` what its entries do not") {
                $0 = $0.replacing(
                    "\"opening_received_at\":\"\(received)\"",
                    with: "\"opening_received_at\":\"\(other)\"")
            },
            lie("another iat", "`opening_issued_at` what its entries do not") {
                $0 = $0.replacing(
                    /"opening_issued_at":"[^"]*"/, with: "\"opening_issued_at\":\"\(other)\"")
            },
            lie("another start", "`counted_from` what its entries do not") {
                $0 = $0.replacing(
                    "\"counted_from\":\"\(received)\"", with: "\"counted_from\":\"\(other)\"")
            },
            lie("another clock's due", "has a clock `due`") {
                $0 = $0.replacing(
                    "\"due\":\"\(due)\",\"opening_issued_at",
                    with: "\"due\":\"\(other)\",\"opening_issued_at")
            },
            lie("an answer that was none", "`answer_received_at` what its entries do not") {
                $0 = $0.replacing(
                    "\"clocks\":{", with: "\"clocks\":{\"answer_received_at\":\"\(other)\",")
            },
            lie("no clocks", "tells of `opening_received_at`") {
                $0 = $0.replacing(/"clocks":\{[^}]*\}/, with: "\"clocks\":{}")
            },
            lie("a clock that there is not", "has a clock `opening_read_at`, which there is not") {
                $0 = $0.replacing("opening_issued_at", with: "opening_read_at")
            },
            lie("no entries", "names other entries than those that it rests on") {
                $0 = $0.replacing(/"entries":\[[^\]]*\]/, with: "\"entries\":[]")
            },
            lie("an entry at another time", "tells of `at` what its entries do not") {
                $0 = $0.replacing(
                    "{\"at\":\"\(received)\",\"index\":1}",
                    with: "{\"at\":\"\(other)\",\"index\":1}")
            },
        ]
    }

    /// Who failed takes out that it did.
    private static func misses(in bench: Workbench) throws -> [EvidenceLie] {
        let recipient = try EvidenceFixture(in: bench).forRecipient()
        func hide(_ fixture: inout EvidenceFixture) throws {
            try fixture.edit("thread.json", "expectations") { $0 = [] }
            fixture.files["explanations/1.2.json"] = nil
        }
        return try [
            EvidenceLie("its miss", "leaves out the expectation 1.2", recipient, hide),
            EvidenceLie("its miss and the part", "leaves out the expectation 1.2", recipient) {
                $0 = try $0.showing([])
                try hide(&$0)
            },
            EvidenceLie("a miss twice", "tells the expectation 1.2 twice", recipient) {
                try $0.edit("thread.json", "expectations") { $0.append(contentsOf: $0) }
            },
        ]
    }

    private static func exclusions(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let says = "leaves out others than entry 1 does"
        return [
            EvidenceLie("another excluded", says, honest) {
                $0.rewrite(
                    "thread.json",
                    "\"excluded\":[{\"agency\":\"https://school.sunderland.example\"",
                    "\"excluded\":[{\"agency\":\"https://trust.nhs.example\"")
            },
            EvidenceLie("another rule", says, honest) {
                $0.rewrite("thread.json", "no-agreement", "restricted")
            },
            EvidenceLie("nobody excluded", says, honest) {
                $0.rewrite(
                    "thread.json",
                    "{\"agency\":\"https://school.sunderland.example\",\"rule\":\"no-agreement\"}",
                    "")
            },
        ]
    }

    private static func steps(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench, later: .delivered)
        return try [
            EvidenceLie("delivered to another", "what the handoff of entry 1 does not", honest) {
                $0.rewrite(
                    "thread.json", "{\"agency\":\"https://sunderland.council.example\",\"at\"",
                    "{\"agency\":\"https://school.sunderland.example\",\"at\"")
            },
            EvidenceLie("a step dropped", "leaves out the step 1.1 delivered", honest) {
                try $0.edit("thread.json", "steps") { $0.removeLast() }
            },
            EvidenceLie("a step twice", "tells twice of a step of entry 3", honest) {
                try $0.edit("thread.json", "steps") { $0 += $0.suffix(1) }
            },
            EvidenceLie("a message twice", "tells twice of a step of entry 1", honest) {
                try $0.edit("thread.json", "steps") { $0 += $0.prefix(1) }
            },
        ]
    }

    private static func reads(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench, later: .read)
        return try [
            EvidenceLie("a read at another time", "which is no read of that time", honest) {
                $0.rewrite("reads.json", "\"at\":\"20", "\"at\":\"19")
            },
            EvidenceLie("a read dropped", "leaves out the read of entry 3", honest) {
                try $0.edit("reads.json", "items") { $0 = [] }
            },
            EvidenceLie("a read twice", "or one twice", honest) {
                try $0.edit("reads.json", "items") { $0 += $0 }
            },
            EvidenceLie("a read without its entry", "has a read without its entry", honest) {
                $0.rewrite("reads.json", "\"index\":3,", "")
            },
        ]
    }

    /// The key of RFC 8037, appendix A.2.
    private static let ed25519 = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    /// What the one verifier took and the other did not.
    private static func forms(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        return [
            EvidenceLie("a document without loads", "has no list of `loads`", honest) {
                $0.rewrite("documents.json", "\"loads\":", "\"loadz\":")
            },
            EvidenceLie("a configuration without load", "or since which entry", honest) {
                $0.rewrite(
                    "documents.json", "{\"items\":",
                    "{\"configurations\":[{\"sha256\":\"00\"}],\"items\":")
            },
            EvidenceLie("a key cut short", "has a key that cannot be read", honest) {
                $0.rewrite(
                    "jwks.json", "[]", "[{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"AAAA\"}]")
            },
            EvidenceLie(
                "a key that is none to verify with", "has a key that cannot be read", honest
            ) {
                let key = #"{"crv":"Ed25519","kty":"OKP","use":"enc","x":"\#(ed25519)"}"#
                $0.rewrite("jwks.json", "[]", "[\(key)]")
            },
            EvidenceLie("keys renamed", "has no list of `keys`", honest) {
                $0.rewrite("jwks.json", "keys", "keyz")
            },
            EvidenceLie("reads renamed", "has no list of `items`", honest) {
                $0.rewrite("reads.json", "items", "itemz")
            },
        ]
    }

    /// Bundles that hold and of which less is proven, with how many steps are, and how many are only said.
    static func unproven(
        in bench: Workbench
    ) throws -> [(name: String, fixture: EvidenceFixture, proven: Int, said: Int)] {
        let delivered = try EvidenceFixture(in: bench, later: .delivered)
        var altered = try EvidenceFixture(in: bench).showing([0, 1, 2])
        altered.rewrite("thread.json", "no-agreement", "restricted")
        return try [
            ("whole", delivered, 2, 0),
            ("without-exclusion", try EvidenceFixture(in: bench).showing([0, 1, 2]), 0, 1),
            ("without-exclusion-altered", altered, 0, 1),
            ("without-handoff", try delivered.showing([0, 2, 3]), 0, 2),
            ("recipient", try EvidenceFixture(in: bench).forRecipient(), 1, 0),
            ("passed-on", try EvidenceFixture(in: bench, later: .passedOn), 1, 0),
        ] + countedAndCorrected(in: bench)
    }

    private static func countedAndCorrected(
        in bench: Workbench
    ) throws -> [(name: String, fixture: EvidenceFixture, proven: Int, said: Int)] {
        let fixture = try EvidenceFixture(in: bench)
        let corrected = try EvidenceFixture(in: bench, later: .corrected)
        var hidden = corrected
        try hidden.edit("entries/3.json", "parts") { parts in
            let leaf = EvidenceFixture.partLeaf(EvidenceFixture.correction[1])
            parts[1] = ["leaf": .string(leaf.description)]
        }
        return [
            (
                "counted",
                try fixture.received(["message": 1, "part:routing": 1, "part:handoff": 1]), 1, 0
            ),
            (
                "restricted",
                try fixture.received(["message": 0, "part:routing": 0, "part:handoff": 0]), 1, 0
            ),
            ("corrected", corrected.overseen(["content of a message": 1]), 2, 0),
            ("corrected-by-what-is-hidden", hidden, 2, 0),
        ]
    }
}
