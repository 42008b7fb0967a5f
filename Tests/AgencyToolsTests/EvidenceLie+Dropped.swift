// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Wire

/// What is taken out of what is told and stays in the bundle, and what is put in its place.
extension EvidenceLie {
    /// Verdicts that are shown, and told as if they were not.
    static func verdicts(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let passedOn = try EvidenceFixture(in: bench, later: .passedOn)
        var withheld = try EvidenceFixture(in: bench, later: .escalated)
        try withheld.withhold(entry: 3)
        let open = ["missed_at", "shortfall"]
        return try [
            EvidenceLie("its verdict dropped", "leaves out the verdict on 1.2", honest) {
                try $0.retell { told in
                    told.without(open).with(["verdict": "open", "verdict_proofs": []])
                        .mapping("entries") { .array(($0.array ?? []).dropLast()) }
                }
            },
            EvidenceLie("its proof dropped", "leaves out the verdict on 1.2", honest) {
                try $0.retell { $0.with(["verdict_proofs": []]) }
            },
            EvidenceLie("who owes it now", "is told with owed_by", passedOn) {
                try $0.retell { told in
                    told.without(["passed_on_by"]).with([
                        "owed_by": "https://sunderland.council.example"
                    ])
                }
            },
            EvidenceLie("a miss undone by what is withheld", "is told as open", withheld) {
                try $0.retell { told in
                    told.without(open).with(["verdict": "open", "withheld_verdicts": [3]])
                        .mapping("verdict_proofs") { .array(($0.array ?? []).dropLast()) }
                }
            },
            EvidenceLie("what nothing withheld can decide", "none is", honest) {
                try $0.retell { told in
                    told.without(open).with(["verdict": "met", "withheld_verdicts": []])
                }
            },
        ]
    }

    /// Messages that are left out uncounted, and manifests that count nothing.
    static func contents(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let corrected = try EvidenceFixture(in: bench, later: .corrected)
        let leftOut = honest.honest.filter { $0.name == "left_out" }.map(\.value)
        let party = JSONMember("as", "party")
        return try [
            EvidenceLie(
                "a message under another name", "is not named by the index of its entry",
                honest.overseen()
            ) {
                for (folder, ending) in [("messages", "jwt"), ("receipts", "tlog-proof")] {
                    $0.files["\(folder)/01.\(ending)"] = $0.files["\(folder)/1.\(ending)"]
                    $0.files["\(folder)/1.\(ending)"] = nil
                }
            },
            EvidenceLie(
                "a message in another's place", "is of no message that the thread tells of",
                try corrected.showing([2])
            ) {
                try $0.edit("thread.json", "steps") { $0.removeFirst() }
                $0.told = [
                    party, JSONMember("left_out", [["kind": "message", "count": 1]]),
                ]
            },
            EvidenceLie("counts renamed", "a member `left_outs` that is not known", honest) {
                $0.told = [party] + leftOut.map { JSONMember("left_outs", $0) }
            },
            EvidenceLie("counts dropped", "lacks a member `left_out`", honest) {
                $0.told = [party]
            },
            EvidenceLie("a reader of a kind that there is not", "neither a party", honest) {
                $0.told =
                    [JSONMember("as", "auditor")] + leftOut.map { JSONMember("left_out", $0) }
            },
        ]
    }

    /// A message that somebody else signed, under a key that no load put in force.
    static func strangers(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        func lie(
            _ name: String, _ says: String, loads: JSONValue
        ) throws -> EvidenceLie {
            try EvidenceLie(name, says, honest) { fixture in
                let key = PrivateKey.generate(.p256)
                let input = Array(honest.event.jws.signingInput)
                let signature = try key.sign(input, algorithm: .es256)
                fixture.files["messages/1.jwt"] =
                    input + Array(".\(Base64URL.encode(signature))".utf8)
                let document = key.publicKey.jwk.canonical
                let digest = Hex.encode(SHA256.digest(of: document).bytes)
                fixture.files["documents/\(digest)"] = document
                try fixture.edit("documents.json", "items") { items in
                    let role = items.compactMap { $0["role"] }
                        .first { $0.string?.hasPrefix("key:") == true }
                    items.append([
                        "role": role ?? "", "sha256": .string(digest), "loads": loads,
                    ])
                }
            }
        }
        return try [
            lie("a key without a load", "was in force, or since which entry", loads: []),
            lie("a key of a load that is not here", "does not verify", loads: [9]),
        ]
    }

    /// A pack that the thread's own lies over, taken out.
    static func bases(in bench: Workbench) throws -> [EvidenceLie] {
        try ["over: base-1", "over: 'base-1' # ours", "over:   \"base-1\"\r"].map { line in
            let pack = Array("overlay: demo\r\n\(line)\nrules: []\n".utf8)
            let honest = try EvidenceFixture(
                in: bench,
                more: [("rules:demo", pack), ("rules:base-1", Array("pack: base-1\n".utf8))])
            _ = try honest.findings()
            return try EvidenceLie("the base of \(line)", "leaves out rules:base-1", honest) {
                try $0.drop(documentsOf: "rules:base-1")
            }
        }
    }

    /// Numbers that no log has; each once ended the program by a signal.
    static func largest(in bench: Workbench) throws -> [EvidenceLie] {
        let large: Int64 = 9_200_000_000_000_000_000
        let counts: KeyValuePairs = ["message": 1, "part:x": Int(large), "part:y": Int(large)]
        let late = try EvidenceFixture(in: bench, occurred: large)
        return try [
            EvidenceLie(
                "more parts than can be counted", "or not in whole numbers",
                EvidenceFixture(in: bench).received(counts)
            ) { _ in },
            EvidenceLie("a time that cannot be told", "`opening_occurred_at`", late) {
                try $0.retell { told in
                    told.mapping("clocks") {
                        $0.with(["opening_occurred_at": "2026-11-23T09:30:00Z"])
                    }
                }
            },
        ]
    }
}
