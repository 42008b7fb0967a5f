// SPDX-License-Identifier: Apache-2.0

import Wire

@testable import AgencyTools

/// What whoever makes a bundle says of it.
extension EvidenceFixture {
    /// For a party, with what is left out counted as it is; 0 where a count would tell too much.
    var honest: [JSONMember] {
        func json(_ path: String) -> JSONValue { (try? self.json(path)) ?? [:] }
        let entries = files.keys.filter { $0.hasPrefix("entries/") }.map(json)
        let arrivals = (json("thread.json")["steps"]?.array ?? []).filter {
            ["accepted", "issued"].contains($0["kind"]?.string)
        }
        let counts: KeyValuePairs = [
            "entry": entries.count { $0["facts"] == nil },
            "part": entries.reduce(0) { sum, entry in
                sum + (entry["parts"]?.array ?? []).count { $0["leaf"] != nil }
            },
            "content of a message": arrivals.count {
                files["messages/\($0["index"]?.integer ?? -1).jwt"] == nil
            },
            "configuration": json("documents.json")["configurations"]?.array?.count ?? 0,
            "message": 0, "part:routing": 0, "part:handoff": 0,
        ]
        return [
            JSONMember("as", "party"),
            JSONMember(
                "left_out",
                .array(
                    counts.map { kind, count in
                        ["kind": .string(kind), "count": .integer(Int64(count))]
                    })),
        ]
    }

    /// Changes the expectation wherever it is told: in the thread and in its explanation.
    mutating func retell(_ change: (JSONValue) -> JSONValue) throws {
        try edit("thread.json", "expectations") { $0 = $0.map(change) }
        files["explanations/1.2.json"] = try change(json("explanations/1.2.json")).canonical
    }
}

extension JSONValue {
    /// The same object without some members.
    func without(_ names: [String]) -> JSONValue {
        .object((members ?? []).filter { !names.contains($0.name) })
    }

    /// The same object with one member changed.
    func mapping(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        .object(
            (members ?? []).map { member in
                member.name == name ? JSONMember(name, change(member.value)) : member
            })
    }

    /// The same object with other values for some members.
    func with(_ others: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let kept = without(others.map(\.key)).members ?? []
        return .object(kept + others.map { JSONMember($0.key, $0.value) })
    }
}
