// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// What is said of a thread beside its steps and verdicts: corrections, the proofs that come with each, and
/// how much of it is left out.
extension EvidenceLie {
    /// Corrections that the entries tell otherwise.
    static func amendments(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench, later: .corrected)
            .overseen(["content of a message": 1])
        let plain = try EvidenceFixture(in: bench).overseen()
        func takeOff(
            _ path: String, _ list: String, _ fixture: inout EvidenceFixture
        ) throws {
            try fixture.edit(path, list) { told in
                told = told.map { one in
                    .object((one.members ?? []).filter { $0.name != "amended" })
                }
            }
        }
        let mark = EvidenceFixture.mark.value.canonical
        func replaceMark(
            in path: String, _ old: String, _ new: String, _ fixture: inout EvidenceFixture
        ) {
            let text = String(decoding: mark, as: UTF8.self)
            fixture.rewrite(path, text, text.replacing(old, with: new))
        }
        let missing = "does not tell that entry 1 was corrected by entry 3"
        let explanation = "explanations/1.2.json"
        return try [
            EvidenceLie("a correction off its message", missing, honest) {
                try takeOff("thread.json", "steps", &$0)
            },
            EvidenceLie("a correction off what it opened", missing, honest) {
                try takeOff("thread.json", "expectations", &$0)
            },
            EvidenceLie("a correction off an explanation", missing, honest) {
                $0.rewrite(
                    explanation, "\"amended\":\(String(decoding: mark, as: UTF8.self)),", "")
            },
            EvidenceLie("a retraction that is none", "was retracted by entry 3", honest) {
                replaceMark(in: explanation, "corrected", "retracted", &$0)
            },
            EvidenceLie("a correction at another time", "another time at which entry 1", honest) {
                replaceMark(in: explanation, "\"at\":\"2", "\"at\":\"1", &$0)
            },
            EvidenceLie("a correction by another", "corrected by entry 3", honest) {
                replaceMark(in: explanation, "a-correction", "another", &$0)
            },
            EvidenceLie("a correction by what is none", "another time at which entry 1", honest) {
                replaceMark(in: explanation, "\"index\":3", "\"index\":2", &$0)
            },
            EvidenceLie("a correction twice", "tells twice that entry 1 was", honest) {
                let again = String(decoding: mark.dropFirst(), as: UTF8.self)
                replaceMark(in: explanation, "]", ",\(again)", &$0)
            },
            EvidenceLie("a correction that is not here", "which is not here", plain) {
                $0.rewrite(
                    explanation, "{\"break_point\":\"B3\",\"break_point_name\"",
                    "{\"amended\":\(String(decoding: mark, as: UTF8.self)),\"break_point\":\"B3\","
                        + "\"break_point_name\"")
            },
            EvidenceLie("a message of which nothing is told", "under which key", plain) {
                try $0.withhold(entry: 1)
            },
        ]
    }

    /// What a proof that is told again says otherwise than its entry.
    static func proofs(in bench: Workbench) throws -> [EvidenceLie] {
        let honest = try EvidenceFixture(in: bench)
        let salt = EvidenceFixture.salt.description
        let other = String(salt.reversed())
        return ["thread.json", "explanations/1.2.json"].flatMap { path in
            [
                EvidenceLie("\(path): another salt of facts", "has other salts than entry", honest)
                {
                    $0.rewrite(path, "\"facts_salt\":\"\(salt)\"", "\"facts_salt\":\"\(other)\"")
                },
                EvidenceLie("\(path): no salt of a part", "has other salts than entry", honest) {
                    $0.rewrite(path, "\"part_salt\":\"\(salt)\",", "")
                },
                EvidenceLie("\(path): a path cut off", "that does not lead to its facts", honest) {
                    cutPaths(in: path, &$0)
                },
                EvidenceLie("\(path): no path", "has no list of `path`", honest) {
                    $0.rewrite(path, "\"path\":", "\"pathz\":")
                },
            ]
        }
    }

    private static func cutPaths(in path: String, _ fixture: inout EvidenceFixture) {
        let text = String(decoding: fixture.files[path] ?? [], as: UTF8.self)
        fixture.files[path] = Array(
            text.replacing(/"path":\["[^"]*",/, with: "\"path\":[").utf8)
    }

    /// Counts of what is left out of a party's bundle that are less than it shows.
    static func counts(in bench: Workbench) throws -> [EvidenceLie] {
        let fixture = try EvidenceFixture(in: bench)
        func lie(
            _ name: String, _ says: String, _ counts: KeyValuePairs<String, Int>
        ) throws -> EvidenceLie {
            EvidenceLie(name, says, try fixture.received(counts)) { _ in }
        }
        return try [
            lie(
                "a routing uncounted", "does not name `part:routing`",
                ["message": 1, "part:exclusion": 2]),
            lie("nothing counted", "does not name `message`", [:]),
            lie(
                "a message named and not counted", "counts 0 of `message` as left out",
                ["message": 0, "part:routing": 1, "part:handoff": 1]),
            lie(
                "some kinds counted as nothing", "and others not",
                ["message": 1, "part:routing": 1, "part:handoff": 1, "part:exclusion": 0]),
            lie(
                "fewer parts than there are", "counts 1 of `part:` as left out, and it is 2",
                ["message": 1, "part:routing": 1]),
            lie(
                "a kind twice", "twice as left out",
                ["message": 1, "part:routing": 1, "part:handoff": 1, "part:routing": 1]),
            lie(
                "less than nothing", "or not in whole numbers",
                ["message": 1, "part:routing": 1, "part:handoff": 1, "part:exclusion": -1]),
        ]
    }
}
